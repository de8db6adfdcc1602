import { adviseOnce, demandReturnable } from '../../../sdk/advice.ts'
import { answer } from '../../../sdk/answer.ts'
import type { OpenedDraft } from '../../../sdk/drafts.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { isAdvice } from '../../form/reply-form.ts'
import { openedDelivery } from '../answer.ts'
import { work } from '../open-session.ts'
import type { Composition } from './request.ts'
import type { Outcome } from './send.ts'

/**
 * Sends the advice on a delivery, unless it was sent before, and signs the receipt that returns it once that has gone.
 *
 * @param send sends the advice, and says what became of it
 */
export async function returnWith(
  { delivery, reason }: NonNullable<Composition['returning']>,
  { inReplyTo }: Composition['answering'],
  send: () => Promise<Outcome>,
): Promise<Outcome> {
  if (reason === null) throw new ClientError('Say why it is returned. Nothing was sent.')
  const { session, now } = await work()
  // What the person has read, and not whatever the service shows in its place now.
  const read = inReplyTo ? { referral: inReplyTo } : {}
  const { view, own } = await openedDelivery(session, delivery)
  const isReturned = demandReturnable(session, own)
  let outcome: Outcome = { outcome: 'sent-before' }
  const reference = await adviseOnce(session, { view, own, ...read }, async () => {
    outcome = await send()
    return outcome.outcome === 'sent' ? outcome.reference : null
  })
  if (reference === null || isReturned) return outcome
  await answer({ session, delivery, ...read, event: 'returned', reason, now })
  return outcome
}

/** Whether a draft is advice on something that is returned with it. */
export const isReturn = ({ kind, data, inReplyTo }: OpenedDraft['request']): boolean =>
  kind === 'reply' && isAdvice(data) && Boolean(inReplyTo)
