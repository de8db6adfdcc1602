import { BadReference, parseReference, referenceCore } from '../domain/reference.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import type { Client } from './client.ts'
import { ClientError, isApiProblem } from './errors.ts'

/** A referral, and the deliveries of it to the person's own mailboxes (none for what they only sent). */
export type FoundReferral = { referral: string; deliveries: string[] }

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * What a person means by a human reference (`ASB-7K3F9-QX2M4-P`), a referral's id or a delivery's id.
 *
 * @param mailboxes addresses of the person's mailboxes
 * @throws ClientError with a sentence when it is none of these, or when the service names a referral of another
 *   reference; UnknownReferralError when there is none that the person's mailboxes sent or received
 */
export async function findReferral(
  client: Pick<Client, 'referral' | 'delivery' | 'reference'>,
  text: string,
  mailboxes: readonly string[],
): Promise<FoundReferral> {
  const wanted = text.trim()
  return isReferralId(wanted) ? byId(client, wanted.toLowerCase(), mailboxes) : byReference(client, wanted)
}

async function byReference(client: Pick<Client, 'reference'>, text: string): Promise<FoundReferral> {
  demandReference(text)
  const { matches } = await client.reference(text)
  if (!matches.every(({ referral }) => isReferenceOf(text, referral))) throw anotherReferral(text)
  const [first, ...others] = [...new Set(matches.map(({ referral }) => referral))]
  if (first === undefined) throw notFound(text)
  // Fifty bits: two referrals with one reference are possible, and then only the id tells them apart.
  if (others.length > 0)
    throw new ClientError(
      `${text} stands for ${matches.length} referrals; use the id: ${[first, ...others].join(', ')}.`,
    )
  return { referral: first, deliveries: matches.flatMap(({ delivery }) => delivery ?? []) }
}

async function byId(
  client: Pick<Client, 'referral' | 'delivery'>,
  id: string,
  mailboxes: readonly string[],
): Promise<FoundReferral> {
  const own = (view: ReferralView) => view.deliveries.filter(({ mailbox }) => mailboxes.includes(mailbox))
  try {
    const view = await client.referral(id)
    if (view.referral !== id) throw anotherReferral(id)
    return { referral: view.referral, deliveries: own(view).map(({ delivery }) => delivery) }
  } catch (error) {
    if (!isApiProblem(error, 'not-found')) throw error
  }
  try {
    return { referral: (await client.delivery(id)).referral, deliveries: [id] }
  } catch (error) {
    throw isApiProblem(error, 'not-found') ? notFound(id) : error
  }
}

/** Whether a person has typed an id, and not a reference. */
export const isReferralId = (text: string): boolean => UUID.test(text.toLowerCase())

/** @throws ClientError with the sentence that says how references look */
export function demandReference(text: string): void {
  try {
    parseReference(text)
  } catch (error) {
    if (error instanceof BadReference) throw new ClientError(error.message)
    throw error
  }
}

/** Whether the human reference is of this id: it derives from it, so nobody's word is needed. */
export function isReferenceOf(text: string, id: string): boolean {
  try {
    return parseReference(text).core === referenceCore(id)
  } catch (error) {
    if (error instanceof BadReference) return false
    throw error
  }
}

/** The service tries to have one referral opened or answered for another. */
export const anotherReferral = (text: string): ClientError =>
  new ClientError(
    `The service answers with another referral than ${text}. Nothing was opened or signed. Tell the operator.`,
  )

/** There is no such referral among what the person's mailboxes sent or received. */
export class UnknownReferralError extends ClientError {
  override name = 'UnknownReferralError'
}

const notFound = (text: string): ClientError =>
  new UnknownReferralError(`There is no ${text} among what your mailboxes sent or received.`)
