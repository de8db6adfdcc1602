import type { AnswerState } from '../../domain/delivery.ts'
import type { AnswerReason } from '../../domain/receipt-reasons.ts'
import { answer as post } from '../../sdk/answer.ts'
import { ClientError } from '../../sdk/errors.ts'
import type { Session } from '../../sdk/session.ts'
import { work } from './open-session.ts'
import { type Opened, openedBefore } from './referral.ts'

/** What can be said without a reason, by a receipt alone. */
export type PlainAnswer = 'acknowledged' | 'accepted'

/** Signs and sends a receipt that says so. @returns how the delivery stands now */
export async function answer(delivery: string, event: PlainAnswer): Promise<AnswerState | null> {
  const { session, now } = await work()
  const referral = await readOf(delivery)
  return (await post({ session, delivery, referral, event, now })).answer
}

/** What is to be given back, as it was opened. @throws ClientError where nobody in the team has opened it */
export async function toGiveBack(delivery: string): Promise<Opened> {
  const { session } = await work()
  await openedDelivery(session, delivery)
  return openedBefore({ of: delivery, received: true })
}

/** Returns a delivery or declines it, by a receipt with its reason. */
export async function giveBack(
  delivery: string,
  { event, reason }: { event: 'returned' | 'declined'; reason: AnswerReason },
): Promise<void> {
  const { session, now } = await work()
  const referral = await readOf(delivery)
  await post({ session, delivery, referral, event, reason, now })
}

/** What the person has read, and not whatever the service shows in its place now. */
const readOf = async (delivery: string): Promise<string> => (await toGiveBack(delivery)).headline.referral

/** A delivery that somebody of the team has opened: nothing is opened, and signed for, by answering it. */
export async function openedDelivery(session: Session, of: string) {
  const view = await session.client.delivery(of)
  const own = view.deliveries.find(({ delivery }) => delivery === of)
  if (!own) throw new ClientError('That delivery is not one of your mailboxes’.')
  if (own.answer === null) throw new ClientError('Nobody in your team has opened it. Open it first.')
  return { view, own }
}
