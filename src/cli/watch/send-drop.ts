import { dayOf } from '../../domain/day.ts'
import { unmetIn } from '../../domain/decide.ts'
import { kindOf } from '../../domain/kinds.ts'
import { Manifest } from '../../domain/wire/manifest.ts'
import type { KindName } from '../../domain/wire/referral-fields.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { addWorkingDays } from '../../domain/working-days.ts'
import { ClientError } from '../../sdk/errors.ts'
import { prepareReferral, type ReadyReferral } from '../../sdk/prepare.ts'
import { send } from '../../sdk/send.ts'
import type { Cli } from '../account.ts'
import { digestOf } from '../digest.ts'
import { keepCheckpoint } from '../kept-checkpoint.ts'
import type { ReferralGrounds } from '../send.ts'
import { keepSent } from '../submit.ts'
import { type Accepted, type Ended, fileSent, filesOf, refuse, sentBefore } from './end-drop.ts'
import { PDF_TYPE, type ReadyDrop } from './examine.ts'
import { failureOf, formRefusal, unpreparable } from './failures.ts'
import { groundsKept } from './grounds.ts'
import { begin, close, type Prepared, type Route, readLedger } from './journal.ts'
import type { Refusal } from './papers.ts'
import type { Places } from './places.ts'
import { proofSoon } from './proof-soon.ts'
import type { SignedIn } from './signed-in.ts'

/** What everything that is sent from the folder has in common. */
export type Sending = {
  cli: Cli
  places: Places
  signedIn: SignedIn
  route: Route & { kind: KindName }
  grounds: ReferralGrounds
  /** working days from the day it is sent; null where that follows from kind and urgency */
  respondByDays: number | null
}

/** How a submission goes: only while the folder is this watch's own, and with a proof where one comes in time. */
export type Going = {
  /** @throws LockLostError */
  demandHeld(): Promise<void>
  /** the longest that a receipt waits for the proof of its log entry, ms */
  proofWaitMs: number
}

/** A drop that is signed and sealed, and of which nothing is written down yet. */
export type Made = { entry: Prepared; sealed: Uint8Array }

/**
 * Prepares a drop that is whole, or answers it.
 *
 * @throws what is not the drop's fault; then it is still there
 */
export async function makeReady(sending: Sending, drop: ReadyDrop): Promise<Made | Ended> {
  const fingerprint = fingerprintOf(sending.route, drop)
  const before = await readLedger(sending.places, fingerprint)
  if (before) return sentBefore(sending, drop, before)
  const made = await prepareDrop(sending, drop, fingerprint)
  return 'by' in made ? refuse(sending, { ...drop, files: filesOf(drop) }, made) : made
}

/**
 * Sends what was made of a drop.
 *
 * What is durable when: the prepared referral before it is submitted; how it ended before anything is moved. So a
 * death at any point is followed by the same submission, which has the same answer, or by the rest of the moving.
 *
 * @throws what is not the drop's fault; then it is still there, and what was begun is kept
 */
export async function sendMade(sending: Sending, { entry, sealed }: Made, going: Going): Promise<Ended> {
  await begin(sending.places, entry, sealed)
  return submitEntry(sending, entry, { ...going, sealed, fresh: true })
}

/** The bytes, and which way they go; not what the files are called. */
function fingerprintOf(
  { origin, kind, from, to }: Route,
  { json, attachments }: Pick<ReadyDrop, 'json' | 'attachments'>,
): string {
  const attached = attachments.map(({ sha256 }) => sha256).sort()
  return digestOf(JSON.stringify([origin, kind, from, [...to].sort(), json.sha256, attached]))
}

/** Signs and seals a drop, or says why it cannot be sent. Nothing has left when this returns. */
async function prepareDrop(sending: Sending, drop: ReadyDrop, fingerprint: string): Promise<Made | Refusal> {
  const { cli, signedIn, route, grounds, respondByDays } = sending
  const { kind, from, to } = route
  const { data, attachments } = drop
  const faults = kindOf(kind).check(data)
  if (faults.length > 0) return formRefusal(kind, faults)
  if (!kindOf(kind).attachmentsAllowed && attachments.length > 0) {
    return { by: 'folder', sentences: [`The kind ${kind} carries no attachments.`] }
  }
  const now = cli.clock()
  try {
    const prepared = await signedIn.use((session) =>
      prepareReferral({
        session,
        now,
        kind,
        from,
        to,
        data,
        ...grounds,
        ...(respondByDays === null ? {} : { respondBy: addWorkingDays(dayOf(now), respondByDays) }),
        attachments: attachments.map(({ sentAs, bytes }) => ({ name: sentAs, type: PDF_TYPE, bytes })),
      }),
    )
    if (!prepared.ready) return ruleRefusal(prepared.decision)
    const { manifest, signature, reference, fields, content } = prepared
    const { name } = drop
    const files = filesOf(drop)
    const entry: Prepared = {
      ...{ v: 1, state: 'prepared', id: fields.id, reference, name, files },
      ...{ route, grounds: groundsKept(sending), fingerprint, manifest, signature },
    }
    return { entry, sealed: content }
  } catch (error) {
    const refusal = unpreparable(error, kind)
    if (refusal) return refusal
    throw error
  }
}

/** Submits what was prepared, or submits it again, and files it away by the answer. */
export async function submitEntry(
  sending: Sending,
  entry: Prepared,
  how: Going & { sealed: Uint8Array; fresh: boolean },
): Promise<Ended> {
  const { places } = sending
  try {
    const accepted = await submitSealed(sending, entry, how)
    // Whoever has taken the folder over meanwhile has the same answer, and files it away.
    await how.demandHeld()
    return await fileSent(sending, entry, accepted)
  } catch (error) {
    const failure = failureOf(error, how)
    if (failure.is === 'refused') return refuse(sending, entry, failure.refusal)
    if (failure.is === 'outdated') {
      await close(places, entry)
      if (!how.fresh) return { end: 'given-up', name: entry.name }
    }
    throw error
  }
}

/** The same submission, however often, has the same answer. */
async function submitSealed(
  { cli, signedIn }: Sending,
  entry: Prepared,
  { sealed, demandHeld, proofWaitMs }: Going & { sealed: Uint8Array },
): Promise<Accepted> {
  return signedIn.use(async (session) => {
    const prepared = readyOf(entry, sealed)
    // Kept before it leaves: receipts are checked against what this machine sent, not what it is told it sent.
    await keepSent(cli, session, prepared)
    // After it was written down: who takes the folder over from here finds it, and submits the same.
    await demandHeld()
    const { referral, proof } = await send({ session, prepared })
    if (referral !== entry.id)
      throw new ClientError(`The service answers about another referral than was sent.`)
    if (proof) await keepCheckpoint(cli, session, proof.checkpoint.note)
    return {
      accepted: (await session.client.referral(entry.id)).acceptedAt,
      proof: proof ?? (await proofSoon(cli, session, entry, proofWaitMs)),
    }
  })
}

const ruleRefusal = (
  decision: Exclude<Awaited<ReturnType<typeof prepareReferral>>, { ready: true }>['decision'],
): Refusal => ({
  by: 'rules',
  sentences: [
    decision.outcome === 'needs'
      ? 'The rules of the partnership need more before this can be sent.'
      : 'The rules of the partnership do not allow this.',
  ],
  reasons: unmetIn(decision),
})

/** What a submission is made of. */
function readyOf({ manifest, signature, reference }: Prepared, content: Uint8Array): ReadyReferral {
  const fields = parseStatement(Manifest, manifest)
  return { ready: true, decision: { outcome: 'allowed' }, manifest, signature, content, fields, reference }
}
