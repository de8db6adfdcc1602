import { consentOf } from '../../../domain/consents.ts'
import type { Fault } from '../../../domain/wire/check.ts'
import type {
  Consent,
  ConsentState,
  GuardianConsent,
  NotAsked,
} from '../../../domain/wire/referral-fields.ts'
import type { FieldError } from '../../components/field-error.ts'
import { all, dayTyped, one, type Typed } from '../../typed.ts'
import type { Beginning, Written } from '../../worker/answering.ts'

/** What is done with what came in, or after what was sent. */
export type Task = 'reply' | 'note' | 'return' | 'decline'

/** The questions of an answer, in their order; the last two are no questions. */
export type Step = 'answer' | 'people' | 'grounds' | 'check' | 'done'

/** The steps of a task as far as they are known: what tells of nobody needs no law, and what says nothing needs neither. */
export function stepsOf(task: Task, typed: Typed): Step[] {
  const says = task === 'reply' || task === 'note' || (task === 'return' && one(typed, 'answer') !== '')
  if (!says) return ['answer', 'check', 'done']
  return one(typed, 'dataClass') === 'none'
    ? ['answer', 'people', 'check', 'done']
    : ['answer', 'people', 'grounds', 'check', 'done']
}

/** The form of a reply or a note as it was typed, to be checked by its kind; what was left empty is left out. */
export function dataOf(task: Task, typed: Typed): unknown {
  const dataClass = one(typed, 'dataClass')
  const contains = { dataClass, categories: dataClass === 'none' ? [] : [...all(typed, 'categories')] }
  const told = (name: string) => (one(typed, name) === '' ? {} : { [name]: one(typed, name) })
  if (task === 'note')
    return {
      ...told('topic'),
      ...told('title'),
      ...told('text'),
      ...told('justification'),
      ...told('caveats'),
      contains,
    }
  const rest = dayTyped(typed, 'canSupplyBy')
  return {
    ...(task === 'return' ? { outcome: 'returned-with-advice' } : told('outcome')),
    ...told('answer'),
    ...(task === 'return' ? {} : { ...told('reason'), ...told('caveats') }),
    ...(task === 'return' || rest === null ? {} : { canSupplyBy: rest ?? '' }),
    ...told('justification'),
    contains,
  }
}

/** Fields of a form by the step on which they are asked, with their names in a sentence. */
const FIELDS: Readonly<Record<string, readonly [Step, string]>> = {
  outcome: ['answer', 'How you answer'],
  reason: ['answer', 'Why something is not shared'],
  canSupplyBy: ['answer', 'The day by which the rest follows'],
  answer: ['answer', 'Your answer'],
  topic: ['answer', 'What the note is about'],
  title: ['answer', 'The title'],
  text: ['answer', 'The note'],
  caveats: ['answer', 'What is doubtful'],
  justification: ['people', 'Why it is shared'],
  dataClass: ['people', 'What it says of people'],
  categories: ['people', 'Whom it tells of'],
}

/** Where each fault of a form belongs: its field with the words of the check, and the step on which that is asked. */
export function placedFaults(faults: readonly Fault[]): { step: Step; error: FieldError }[] {
  return faults.map(({ path, message }) => {
    const name = path.split('/').filter((part) => part !== 'contains')[1] ?? ''
    const [step, words] = FIELDS[name] ?? ['answer', 'The whole']
    return { step, error: { field: FIELDS[name] ? name : null, message: `${words} ${message}` } }
  })
}

/** What is missing on a step, before the form is checked as a whole. */
export function missingOn(step: Step, task: Task, typed: Typed): FieldError[] {
  const wanted: readonly (readonly [string, string])[] =
    step === 'answer'
      ? {
          reply: [
            ['outcome', 'Select how you answer'],
            ['answer', 'Enter your answer'],
          ] as const,
          note: [
            ['topic', 'Select what the note is about'],
            ['title', 'Enter a title'],
            ['text', 'Enter the note'],
          ] as const,
          return: [['code', 'Select why you return it']] as const,
          decline: [['code', 'Select why you decline it']] as const,
        }[task]
      : step === 'people'
        ? [['dataClass', 'Select what it says of people']]
        : []
  return [
    ...wanted.flatMap(([field, message]) => (one(typed, field) === '' ? [{ field, message }] : [])),
    ...(step === 'answer' ? noDay(typed, 'canSupplyBy', 'The day by which the rest follows') : []),
    ...(step === 'people' ? peopleMissing(typed) : []),
    ...(step === 'grounds' ? groundsMissing(typed) : []),
  ]
}

const noDay = (typed: Typed, field: string, words: string): FieldError[] =>
  dayTyped(typed, field) === undefined
    ? [{ field, message: `${words} must be a real day, such as 27 3 2010` }]
    : []

function peopleMissing(typed: Typed): FieldError[] {
  const dataClass = one(typed, 'dataClass')
  if (dataClass !== 'personal' && dataClass !== 'sensitive-personal') return []
  return [
    ...(all(typed, 'categories').length === 0
      ? [{ field: 'categories', message: 'Select whom it tells of' }]
      : []),
    ...(one(typed, 'justification') === ''
      ? [{ field: 'justification', message: 'Enter why it is shared' }]
      : []),
  ]
}

function groundsMissing(typed: Typed): FieldError[] {
  const state = one(typed, 'consent')
  const day = dayTyped(typed, 'consentOn')
  const guardian = dayTyped(typed, 'guardianOn')
  return [
    ...(state === '' ? [{ field: 'consent', message: 'Select what is known of consent' }] : []),
    ...((state === 'given' || state === 'refused') && day === null
      ? [{ field: 'consentOn', message: 'Enter the day on which they were asked' }]
      : noDay(typed, 'consentOn', 'The day on which they were asked')),
    ...(state === 'not-sought' && one(typed, 'notAsked') === ''
      ? [{ field: 'notAsked', message: 'Select why nobody was asked' }]
      : []),
    ...noDay(typed, 'guardianOn', 'The day on which the Guardian consented'),
    ...(guardian === null && one(typed, 'guardianReference') !== ''
      ? [{ field: 'guardianOn', message: 'Enter the day on which the Guardian consented' }]
      : []),
    ...(guardian && one(typed, 'guardianReference') === ''
      ? [{ field: 'guardianReference', message: 'Enter the reference of the Guardian’s office' }]
      : []),
  ]
}

/** What is sent, of all that was typed. */
export function writtenOf(task: Task, typed: Typed, { id, marking }: Beginning): Written {
  const grounded = stepsOf(task, typed).includes('grounds')
  return {
    id,
    kind: task === 'note' ? 'note' : 'reply',
    data: dataOf(task, typed),
    marking: grounded ? one(typed, 'marking') || marking : marking,
    bases: grounded ? basesTyped(typed) : [],
    consent: grounded ? consentTyped(typed) : null,
    guardian: grounded ? guardianTyped(typed) : null,
  }
}

/** The codes of all legal bases that were chosen, usual or not. */
export const basesTyped = (typed: Typed): string[] => [...all(typed, 'bases'), ...all(typed, 'otherBases')]

function consentTyped(typed: Typed): Consent | null {
  const state = one(typed, 'consent')
  if (state === '') return null
  const asked = state === 'given' || state === 'refused'
  const why = one(typed, 'notAsked')
  return consentOf(state as ConsentState, {
    ...(asked ? { on: dayTyped(typed, 'consentOn') ?? null } : {}),
    ...(state === 'given' && one(typed, 'consentWritten') !== ''
      ? { written: one(typed, 'consentWritten') === 'yes' }
      : {}),
    ...(state === 'not-sought' && why !== '' ? { why: why as NotAsked } : {}),
  })
}

function guardianTyped(typed: Typed): GuardianConsent | null {
  const consented = dayTyped(typed, 'guardianOn')
  const reference = one(typed, 'guardianReference')
  return consented && reference !== '' ? { consented, reference } : null
}
