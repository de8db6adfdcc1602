import { ClientError } from '../sdk/errors.ts'
import { type FoundReferral, findReferral } from '../sdk/find-referral.ts'
import type { Reading } from './account.ts'

/** What a person means by REF, among what their mailboxes sent and received. */
export const found = (
  { client, person }: Pick<Reading, 'client' | 'person'>,
  ref: string,
): Promise<FoundReferral> =>
  findReferral(
    client,
    ref,
    person.mailboxes.map(({ address }) => address),
  )

/**
 * The one delivery to the person that REF means, and the referral it is of.
 *
 * @throws ClientError when they only sent it, or when it came to several of their mailboxes
 */
export async function foundDelivery(
  reading: Pick<Reading, 'client' | 'person'>,
  ref: string,
): Promise<{ referral: string; delivery: string }> {
  const { referral, deliveries } = await found(reading, ref)
  return { referral, delivery: await theOnly(reading, ref, deliveries) }
}

export async function theOnly(
  { client }: Pick<Reading, 'client'>,
  ref: string,
  deliveries: string[],
): Promise<string> {
  const [only, ...others] = deliveries
  if (only === undefined) throw new ClientError(`${ref} was sent from your mailbox, not to it.`)
  if (others.length === 0) return only
  const choices = await Promise.all(
    deliveries.map(async (delivery) => {
      const view = await client.delivery(delivery)
      return `${delivery} (${view.deliveries[0]?.mailbox ?? 'unknown'})`
    }),
  )
  throw new ClientError(
    `${ref} came to several of your mailboxes; use the delivery’s id: ${choices.join(', ')}.`,
  )
}
