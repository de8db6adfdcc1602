import { type Reason, unmetIn } from '../../domain/decide.ts'
import { keepAsDraft } from '../../sdk/drafts.ts'
import { ClientError, isApiProblem } from '../../sdk/errors.ts'
import { KeyWaitsError } from '../../sdk/key-waits.ts'
import { prepareReferral } from '../../sdk/prepare.ts'
import type { ReferralRequest } from '../../sdk/referral-request.ts'
import { readStatement } from '../../sdk/referral-statement.ts'
import { sealingAgain } from '../../sdk/seal-again.ts'
import { send } from '../../sdk/send.ts'
import type { Session } from '../../sdk/session.ts'
import { keepSeen } from './open-session.ts'
import { rememberSent } from './search/remember.ts'

/** What became of something that was to be sent. */
export type Outcome =
  /** `entry`: its place in the log, proven; null where that is not published yet */
  | { outcome: 'sent'; reference: string; thread: string; entry: string | null }
  | { outcome: 'stopped'; refused: boolean; unmet: Reason[] }
  /** a recipient's key is missing: it waits, sealed to its own mailbox */
  | { outcome: 'waits'; why: string[]; until: string }

/**
 * Seals and sends a referral. One whose answer was lost, and which is sent again under the same id, has been sent once.
 *
 * @param request with the id that it has however often it is tried
 */
export async function submit(
  session: Session,
  request: ReferralRequest & { id: string },
  now: Date,
): Promise<Outcome> {
  try {
    return await sealingAgain(session, async () => {
      const prepared = await prepareReferral({ session, now, ...request })
      if (!prepared.ready) {
        const { decision } = prepared
        return { outcome: 'stopped', refused: decision.outcome === 'refused', unmet: unmetIn(decision) }
      }
      const { reference, thread, proof } = await send({ session, prepared })
      if (proof) await keepSeen(session, proof.checkpoint.note)
      rememberSent(session, prepared.fields, request, now)
      return { outcome: 'sent', reference, thread, entry: proof?.index.toString() ?? null }
    })
  } catch (error) {
    if (error instanceof KeyWaitsError) return waiting(session, request, error, now)
    const sent = isApiProblem(error, 'conflict') ? await sentBefore(session, request) : null
    if (sent === null) throw error
    return sent
  }
}

/** It is believed for what a member of the mailbox signed, and not for the service's word. */
async function sentBefore(
  session: Session,
  { id, from, kind }: ReferralRequest & { id: string },
): Promise<Outcome | null> {
  const view = await session.client.referral(id).catch(() => null)
  if (view === null) return null
  const { origin, fields } = await readStatement(session, view, id)
  if (origin !== 'submitted' || fields.from !== from || fields.kind !== kind) return null
  return { outcome: 'sent', reference: view.reference, thread: view.thread, entry: null }
}

async function waiting(
  session: Session,
  request: ReferralRequest,
  { message, waiting: missing }: KeyWaitsError,
  now: Date,
): Promise<Outcome> {
  const waitsFor = missing.map(({ address }) => address)
  if (waitsFor.includes(request.from)) throw new ClientError(message)
  const draft = await keepAsDraft({ session, request, waitsFor, now })
  return { outcome: 'waits', why: missing.map(({ sentence }) => sentence), until: draft.endsAt }
}
