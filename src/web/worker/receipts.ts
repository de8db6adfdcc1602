import type { ReferralView } from '../../domain/wire/referral-response.ts'
import { statementOf } from '../../sdk/cases/timeline.ts'
import { checkReceipts } from '../../sdk/receipts.ts'
import { work } from './open-session.ts'
import { type Done, doneOf, type ReceiptStep } from './receipts-done.ts'
import { type Recipient, recipientsOf } from './recipients.ts'

/** One recipient: what was done there and by whose evidence. */
export type RecipientReceipts = Recipient & { done: Readonly<Record<ReceiptStep, Done | null>> }

export type Receipts = Pick<ReferralView, 'referral' | 'reference' | 'kind' | 'marking'> & {
  /** what is wrong with the statement that receipts are held against */
  problem: string | null
  recipients: RecipientReceipts[]
}

/** How it stands with each recipient of what one sent; nothing of its content is asked for. Receipts are verified here. */
export async function receipts(id: string): Promise<Receipts> {
  const { session } = await work()
  const view = await session.client.referral(id)
  const { text, problem } = await statementOf(session, view)
  const [recipients, checked] = await Promise.all([
    recipientsOf(session, view, text),
    text === null ? [] : checkReceipts(view, text, session),
  ])
  const { referral, reference, kind, marking, deliveries } = view
  return {
    ...{ referral, reference, kind, marking, problem },
    recipients: recipients.map((one) => {
      const delivery = deliveries.find(({ mailbox }) => mailbox === one.mailbox)
      const done = (step: ReceiptStep) => (delivery ? doneOf(step, delivery, checked) : null)
      return {
        ...one,
        done: {
          delivered: done('delivered'),
          collected: done('collected'),
          opened: done('opened'),
          acknowledged: done('acknowledged'),
        },
      }
    }),
  }
}
