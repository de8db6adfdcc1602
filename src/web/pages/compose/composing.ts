import { effect, signal } from '@preact/signals'
import type { FurtherField } from '../../../domain/cases/fill-form.ts'
import type { AnswerReason } from '../../../domain/receipt-reasons.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import type { Filled } from '../../form/filled.ts'
import type { Path, Typed } from '../../form/typed.ts'
import { withTyped } from '../../form/typed.ts'
import { atDesk, beforeLock, stage } from '../../session.ts'
import type { Answered, Writing } from '../../worker/compose/answering.ts'
import type { Beginning, Form, OfferedKind } from '../../worker/compose/compose.ts'
import type { Composition, TypedGrounds } from '../../worker/compose/request.ts'
import type { Outcome } from '../../worker/compose/send.ts'
import type { Desk } from '../../worker/methods.ts'
import type { Opened } from '../../worker/referral.ts'

/** What is answered, as it was opened. */
export type Original = { answered: Answered; opened: Opened }

/** The one referral that is being composed: in memory alone, and gone when the page is locked. */
export type Composing = {
  composition: Composition
  files: readonly File[]
  form: Form
  kind: OfferedKind
  /** the most that it may be with its files, in bytes */
  limit: number
  /** every question of its form on pages, or an order that is pushed with what is usual filled in */
  journey: 'whole' | 'push'
  /** what was filled in and not typed; null where nothing was, or a draft was gone on with */
  filled: Filled | null
  /** what it answers, beside the questions; null where nothing is answered, or that cannot be shown any more */
  original: Original | null
  /** why not, where it answers something; a sentence */
  withoutOriginal: string | null
  /** the answers were looked through: whoever changes one goes back there */
  reviewed: boolean
  /** something was changed since it was saved as a draft */
  unsaved: boolean
}

export const composing = signal<Composing | null>(null)
/** What became of the last one that was sent, and what that was. */
export const sent = signal<{ outcome: Outcome; composition: Composition } | null>(null)

/** What a new referral begins with, besides its form. */
const NO_GROUNDS: TypedGrounds = {
  purpose: null,
  bases: [],
  prescribed: { descriptions: [], period: '' },
  consent: null,
  otherConsents: [],
  guardian: { consented: '', reference: '' },
  marking: null,
  urgency: null,
  respondBy: { choice: 'usual', day: '' },
  destroyAfter: { choice: 'usual', day: '' },
  onward: 'originator-permission',
}

/** Begins a new referral, in the place of one that was begun before. */
export async function begin(
  beginning: Beginning,
  { from, kind, form }: { from: string; kind: KindName; form: string | null },
): Promise<void> {
  const asked = await atDesk().formFor({ kind, form })
  start(beginning, { from, kind, form }, asked, 'whole')
}

/** Begins a referral about a case, with people of that in its form. */
export async function beginFromCase(
  beginning: Beginning,
  which: { from: string; kind: KindName; form: string | null },
  inCase: NonNullable<Composition['inCase']>,
  people: readonly { number: number; place: string }[],
  further: readonly FurtherField[],
): Promise<void> {
  const { form, typed, filled } = await atDesk().formFromCase(inCase.id, which, people, further)
  start(beginning, which, form, 'whole', { typed, filled, inCase })
}

/** Begins to push an order, in the place of whatever was begun before. */
export async function beginPush(
  beginning: Beginning,
  { from, form }: { from: string; form: string },
): Promise<void> {
  const asked = await atDesk().pushFormFor({ from, form })
  start(beginning, { from, kind: 'court-order', form }, asked, 'push')
}

/** Goes on with all the questions of the form. */
export function askAll(): void {
  const { value } = composing
  if (value)
    composing.value = { ...value, journey: 'whole', composition: { ...value.composition, pushed: false } }
}

/** What stands in a form as it begins, and the case that it is about. */
type Begun = { typed: Typed; filled: Filled | null; inCase: Composition['inCase'] }

function start(
  { id, kinds, limit }: Omit<Beginning, 'mailboxes'>,
  { from, kind, form }: { from: string; kind: KindName; form: string | null },
  asked: Form,
  journey: Composing['journey'],
  { typed, filled, inCase }: Begun = { typed: asked.blank, filled: null, inCase: null },
): void {
  const composition: Composition = {
    ...{ id, from, kind, form },
    typed,
    to: [],
    grounds: NO_GROUNDS,
    keepMarking: false,
    answering: {},
    returning: null,
    inCase,
    agreement: null,
    follows: null,
    pushed: journey === 'push',
    draft: null,
  }
  sent.value = null
  composing.value = {
    composition,
    files: [],
    form: asked,
    kind: offered(kinds, kind),
    limit,
    journey,
    filled,
    original: null,
    withoutOriginal: null,
    reviewed: false,
    unsaved: false,
  }
}

/** Begins an answer to what has been opened; `reason` is why it is returned, with advice. */
export async function beginAnswer(
  answered: Answered,
  writing: Writing,
  reason: AnswerReason | null = null,
): Promise<void> {
  const begun = await atDesk().beginAnswer(answered, writing, reason)
  const { form, filled, limit, original } = begun
  sent.value = null
  composing.value = {
    composition: {
      ...begun.composition,
      grounds: { ...NO_GROUNDS, ...begun.grounds },
      keepMarking: false,
      inCase: null,
      agreement: null,
      pushed: false,
      draft: null,
    },
    files: [],
    form,
    kind: offered([], begun.composition.kind),
    limit,
    filled,
    original: { answered, opened: original },
    withoutOriginal: null,
    journey: 'whole',
    reviewed: false,
    unsaved: false,
  }
}

/** Goes on with a draft. */
export async function goOn(draft: string): Promise<void> {
  const [{ composition, files, answers }, { kinds, limit }] = await Promise.all([
    atDesk().reopenDraft(draft),
    atDesk().beginning(),
  ])
  const form = await atDesk().formFor(composition)
  sent.value = null
  composing.value = {
    composition,
    files,
    form,
    kind: offered(kinds, composition.kind),
    limit,
    journey: composition.pushed ? 'push' : 'whole',
    filled: null,
    original: answers.opened && { answered: answers.answered, opened: answers.opened },
    withoutOriginal: answers.why,
    reviewed: true,
    unsaved: false,
  }
}

const offered = (kinds: readonly OfferedKind[], kind: KindName): OfferedKind =>
  kinds.find((one) => one.kind === kind) ?? { kind, attachments: true, forms: [] }

/** Changes what is composed. Another agreement than the usual was chosen for those whom it goes to then. */
export function change(changes: Partial<Composition>): void {
  const { value } = composing
  if (!value) return
  const asUsual = 'to' in changes ? { agreement: null } : {}
  const composition = { ...value.composition, ...asUsual, ...changes }
  composing.value = { ...value, composition, unsaved: true }
}

export function changeGrounds(changes: Partial<TypedGrounds>): void {
  const { value } = composing
  if (value) change({ grounds: { ...value.composition.grounds, ...changes } })
}

/** Something was typed in the form. */
export function type(path: Path, typed: Typed): void {
  const { value } = composing
  if (value) change({ typed: withTyped(value.composition.typed, path, typed) })
}

export function changeFiles(files: readonly File[]): void {
  const { value } = composing
  if (value) composing.value = { ...value, files, unsaved: true }
}

export function reviewed(): void {
  const { value } = composing
  if (value && !value.reviewed) composing.value = { ...value, reviewed: true }
}

/** It was sent, or waits, or is left: nothing of it stays here. */
export function leave(): void {
  composing.value = null
}

/** Saves it sealed. @returns until when the draft is kept */
export async function save(desk: Desk = atDesk()): Promise<string> {
  const { value } = composing
  if (value === null) throw new Error('nothing is composed')
  const { composition, files } = value
  const { id, version, endsAt } = await desk.saveDraft(composition, files)
  const { value: now } = composing
  // Who typed on meanwhile has something unsaved again.
  if (now?.composition.id === composition.id)
    composing.value = {
      ...now,
      composition: { ...now.composition, draft: { id, version } },
      unsaved: now.unsaved && (now.composition !== composition || now.files !== files),
    }
  return endsAt
}

const SAVED = 'What you had begun was saved as a sealed draft.'

// What would be lost otherwise is saved when it is locked.
beforeLock.add((desk) => {
  const { value } = composing
  if (value?.unsaved) return save(desk).then(() => SAVED)
  return value?.composition.draft ? Promise.resolve(SAVED) : null
})
// Who leaves the site by mistake is asked first: going locks.
addEventListener('beforeunload', (event) => {
  if (composing.value?.unsaved) event.preventDefault()
})
effect(() => {
  if (stage.value.at !== 'out') return
  composing.value = null
  sent.value = null
})
