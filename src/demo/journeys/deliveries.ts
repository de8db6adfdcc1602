import type { DeliveryView, InboxRow, ReferralView } from '../../domain/wire/referral-response.ts'
import type { Session } from '../../sdk/session.ts'
import { demand, type Evidence, eventually } from './telling.ts'

/** The delivery to that mailbox, as the sender sees it. */
export function deliveryTo(view: ReferralView, mailbox: string): DeliveryView {
  const delivery = view.deliveries.find((candidate) => candidate.mailbox === mailbox)
  demand(delivery !== undefined, `The referral has no delivery to ${mailbox}.`)
  return delivery
}

/** The delivery to that mailbox once it is as asked. A delivery that failed ends the wait at once. */
export function untilDelivery(
  { client }: Session,
  referral: string,
  mailbox: string,
  asked: (delivery: DeliveryView) => boolean,
): Promise<DeliveryView> {
  return eventually(async () => {
    const delivery = deliveryTo(await client.referral(referral), mailbox)
    const stopped = delivery.state === 'failed' || delivery.state === 'expired'
    demand(
      !stopped,
      `The delivery to ${mailbox} has ${delivery.state}: ${delivery.attempts.at(-1)?.reply ?? ''}`,
    )
    return asked(delivery) ? delivery : null
  })
}

/** The inbox row once there is one that fits; the newest page is enough for what has just come. */
export function untilInbox(
  { client }: Session,
  mailbox: string,
  fits: (row: InboxRow) => boolean,
): Promise<InboxRow> {
  return eventually(async () => (await client.inbox({ mailbox })).rows.find(fits))
}

/** The evidence kept about a delivery, each piece with its strength. */
export const evidenceOf = (delivery: DeliveryView): Evidence[] =>
  delivery.evidence.map(({ kind, says, strength }) => [`${kind} (${strength})`, says])
