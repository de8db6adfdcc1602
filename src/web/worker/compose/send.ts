import { unmetIn } from '../../../domain/decide.ts'
import { formatMarking } from '../../../domain/marking.ts'
import type { Draft } from '../../../domain/wire/drafts.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { keepAsDraft, openDraft } from '../../../sdk/drafts.ts'
import { ClientError, isApiProblem } from '../../../sdk/errors.ts'
import { KeyWaitsError } from '../../../sdk/key-waits.ts'
import { type Readers, readersOf } from '../../../sdk/keys/who-reads.ts'
import { markingConflicts } from '../../../sdk/marking-conflicts.ts'
import { prepareReferral } from '../../../sdk/prepare.ts'
import type { ReferralRequest } from '../../../sdk/referral-request.ts'
import { sealingAgain } from '../../../sdk/seal-again.ts'
import { type SentReferral, send } from '../../../sdk/send.ts'
import type { Session } from '../../../sdk/session.ts'
import { keepSeen, work } from '../open-session.ts'
import { rememberSent } from '../search/remember.ts'
import { whole } from './files.ts'
import { putSentIntoCase } from './from-case.ts'
import { type OriginalOfDraft, originalOfDraft } from './original-of-draft.ts'
import { enter, over } from './progress.ts'
import { compositionOf } from './reopened.ts'
import { type Composition, requestOf } from './request.ts'
import { isReturn, returnWith } from './returning.ts'
import { type Unmet, withPlace } from './unmet.ts'

/** What became of it. */
export type Outcome =
  | {
      outcome: 'sent'
      referral: string
      reference: string
      kind: KindName
      thread: string
      marking: string
      to: readonly string[]
      respondBy: string | null
      readers: readonly Readers[]
      /** where it stands in the log; null when that was not published at once */
      proof: { index: string; size: string } | null
      /** the case that it was to be put into, and why it is not there; null where it is about none */
      inCase: { id: string; problem: string | null } | null
    }
  | { outcome: 'stopped'; unmet: readonly Unmet[] }
  /** it waits for keys, as a draft */
  | { outcome: 'waits'; sentences: readonly string[]; until: string }
  /** a higher marking stands in it than it is sent with */
  | { outcome: 'higher-marking'; places: readonly string[] }
  /** this very referral has been sent, by a colleague from the same draft */
  | { outcome: 'sent-before' }

/** Seals what was composed for its readers, and sends it. What cannot be sealed yet waits as a draft. */
export async function sendComposed(composition: Composition, files: readonly File[]): Promise<Outcome> {
  enter('reading')
  try {
    const { returning, answering, draft } = composition
    if (returning === null) return await intoCase(composition, await sendNow(composition, files))
    const done = await returnWith(returning, answering, () => sendNow(composition, files))
    if (done.outcome === 'sent-before' && draft !== null) await removeDraft(draft)
    return done
  } finally {
    over()
  }
}

/** What became of it, with whether it is in the case that it is about. */
async function intoCase({ inCase, from }: Composition, done: Outcome): Promise<Outcome> {
  if (inCase === null || done.outcome !== 'sent') return done
  const problem = await putSentIntoCase(inCase.id, { from, thread: done.thread })
  return { ...done, inCase: { id: inCase.id, problem } }
}

async function sendNow(composition: Composition, files: readonly File[]): Promise<Outcome> {
  const { session, now } = await work()
  const { request: without, faults } = requestOf(composition)
  const [fault] = faults
  if (fault) throw new ClientError(fault.message)
  const request = { ...without, attachments: await whole(files) }
  enter('asking')
  const readers = await readersOf(session, request, now)
  const done = await sealingAgain(session, () => once(session, request, composition.keepMarking)).catch(
    (error: unknown) => {
      if (error instanceof KeyWaitsError) return error
      if (isApiProblem(error, 'conflict')) return { outcome: 'sent-before' as const }
      throw error
    },
  )
  if (done instanceof KeyWaitsError) return keepWaiting(session, request, done, composition)
  if (done.outcome !== 'sent' && done.outcome !== 'sent-before') return done
  if (composition.draft !== null) await removeDraft(composition.draft)
  if (done.outcome === 'sent-before') return done
  const { sent, prepared } = done
  if (sent.proof) await keepSeen(session, sent.proof.checkpoint.note)
  rememberSent(session, prepared.fields, request, now)
  return {
    outcome: 'sent',
    referral: sent.referral,
    reference: sent.reference,
    kind: prepared.fields.kind,
    thread: sent.thread,
    marking: formatMarking(prepared.fields.marking),
    to: prepared.fields.to,
    respondBy: prepared.fields.handling.respondBy,
    readers,
    inCase: null,
    proof: sent.proof && { index: String(sent.proof.index), size: String(sent.proof.checkpoint.size) },
  }
}

type Once =
  | {
      outcome: 'sent'
      sent: SentReferral
      prepared: Extract<Awaited<ReturnType<typeof prepareReferral>>, { ready: true }>
    }
  | Extract<Outcome, { outcome: 'stopped' | 'higher-marking' }>

async function once(session: Session, request: ReferralRequest, keepMarking: boolean): Promise<Once> {
  let places: string[] = []
  const prepared = await prepareReferral({
    session,
    now: (await work()).now,
    ...request,
    beforeSealing: ({ marking }) => {
      places = keepMarking ? [] : markingConflicts(marking, request).map(({ where }) => where)
      if (places.length > 0) throw new ClientError('A higher marking stands in it.')
      enter('sealing')
    },
  }).catch((error: unknown) => {
    if (places.length > 0) return null
    throw error
  })
  if (prepared === null) return { outcome: 'higher-marking', places }
  if (!prepared.ready) return { outcome: 'stopped', unmet: unmetIn(prepared.decision).map(withPlace) }
  enter('sending')
  return { outcome: 'sent', sent: await send({ session, prepared }), prepared }
}

async function keepWaiting(
  session: Session,
  request: ReferralRequest,
  { message, waiting }: KeyWaitsError,
  composition: Composition,
): Promise<Outcome> {
  const waitsFor = waiting.map(({ address }) => address)
  // A draft is sealed to the sending mailbox itself, so it cannot wait for that one's key.
  if (waitsFor.includes(request.from)) throw new ClientError(message)
  const { now } = await work()
  const draft = await keepAsDraft({ session, request, waitsFor, ...placeOf(composition), now })
  return { outcome: 'waits', sentences: waiting.map(({ sentence }) => sentence), until: draft.endsAt }
}

/** In the place of which draft it is kept, and what it says of how it was written. */
const placeOf = ({ draft, follows, pushed }: Composition) => ({
  ...(draft ? { replaces: draft } : {}),
  about: { ...(follows === null ? {} : { follows }), ...(pushed ? { pushed } : {}) },
})

/** Saves what was composed so far as a draft that its own mailbox alone can open; in the place of the one before. */
export async function saveDraft(
  composition: Composition,
  files: readonly File[],
): Promise<Pick<Draft, 'id' | 'version' | 'endsAt'>> {
  const { session, now } = await work()
  const { request } = requestOf(composition)
  const { id, version, endsAt } = await keepAsDraft({
    session,
    request: { ...request, attachments: await whole(files) },
    waitsFor: [],
    ...placeOf(composition),
    now,
  })
  return { id, version, endsAt }
}

/** A draft as it is gone on with, and what it answers. */
export type Reopened = { composition: Composition; files: File[]; answers: OriginalOfDraft }

/** Opens a draft, to be gone on with; and what it answers, as its own page does. */
export async function reopenDraft(id: string): Promise<Reopened> {
  const { session, now } = await work()
  const opened = await openDraft({ session, id, now })
  const files = (opened.request.attachments ?? []).map(
    ({ name, type, bytes }) => new File([bytes as Uint8Array<ArrayBuffer>], name, { type }),
  )
  const answers = await originalOfDraft(session, opened.request, opened.about.follows)
  const of = answers.answered?.of ?? null
  return { composition: compositionOf(opened, isReturn(opened.request) ? of : null), files, answers }
}

/** Deletes a draft for good. That it is gone already is as well. */
export async function removeDraft({ id, version }: Pick<Draft, 'id' | 'version'>): Promise<void> {
  const { session } = await work()
  await session.client.deleteDraft(id, version).catch((error: unknown) => {
    if (!isApiProblem(error, 'not-found') && !isApiProblem(error, 'conflict')) throw error
  })
}

/** The same, for whoever asks for it: a draft that was changed meanwhile is not deleted. */
export async function deleteDraft({ id, version }: Pick<Draft, 'id' | 'version'>): Promise<void> {
  const { session } = await work()
  await session.client.deleteDraft(id, version)
}
