import type { AnswerReason } from '../domain/receipt-reasons.ts'
import type { ReceiptEvent } from '../domain/wire/receipt.ts'
import type { DeliveryStateResponse } from '../domain/wire/referral-response.ts'
import { ClientError } from './errors.ts'
import { signReceipt } from './receipt.ts'
import { readStatement } from './referral-statement.ts'
import type { Session } from './session.ts'

/** What a reader may answer by a receipt; what it says further goes into a `reply`. */
export type Answer = Extract<ReceiptEvent, 'acknowledged' | 'accepted' | 'returned' | 'declined'>

/**
 * Answers a delivery with a signed receipt.
 *
 * @param referral what it is a delivery of, where the person named that: only the service says which it is
 * @param reason one of the closed list, since receipts are read by auditors; whoever returns or declines gives one
 * @throws ClientError when the reason says that advice is in a reply, and the mailbox has sent none; ApiProblemError `collect-first` when the person has not opened it, `step-not-allowed` when it is answered
 */
export async function answer({
  session,
  delivery,
  referral,
  event,
  reason = null,
  now,
}: {
  session: Session
  delivery: string
  referral?: string
  event: Answer
  reason?: AnswerReason | null
  now: Date
}): Promise<DeliveryStateResponse> {
  const view = await session.client.delivery(delivery)
  const own = view.deliveries.find((one) => one.delivery === delivery)
  if (!own) throw new ClientError('That delivery is not one of your mailboxes’.')
  if (reason === 'advice-given' && own.answeredBy === null) throw noAdvice()
  const { mailbox } = own
  const statement = await readStatement(session, view, referral)
  return session.client.receipt(
    delivery,
    await signReceipt(session.key, { statement, mailbox }, { event, reason, now }),
  )
}

/** Its sender and auditors would look for a reply that nobody wrote. */
const noAdvice = (): ClientError =>
  new ClientError(
    'The reason advice-given says that your advice is in a reply, and your mailbox has sent none. Give the advice with it, or choose another reason. No receipt was signed.',
    'To give it: despatch return REF --reason advice-given --advice-file FILE',
  )
