import type { FaultReason } from '../domain/receipt-reasons.ts'
import type { DeliveryView, ReferralView } from '../domain/wire/referral-response.ts'
import { ClientError } from './errors.ts'
import { keysLacked, sealedBeforehand } from './lacked-keys.ts'
import { openingKeysOf } from './mailbox-keys.ts'
import { type Filing, type OpenedArrival, openArrival } from './open-arrival.ts'
import { type OpenedReferral, openReferral } from './open-referral.ts'
import { asFiled } from './read-filing.ts'
import { type Receipted, signReceipt } from './receipt.ts'
import { readStatement } from './referral-statement.ts'
import { isContent, oncePublished, sealedDigest } from './sealed-content.ts'
import type { Session } from './session.ts'

/** It could not be read; a signed `unreadable` receipt says so to its sender. */
export type Unreadable = { outcome: 'unreadable'; view: ReferralView; reason: FaultReason; sentence: string }

/** What opening a delivery came to. */
export type OpenedDelivery = OpenedReferral | OpenedArrival | Unreadable

/**
 * Opens one delivery, in the order that leaves a trace of every reading: verify the statement over it, sign and post
 * `collected`, fetch the sealed octets, open them with the mailbox's keys, check that it is what was declared, sign
 * and post `opened`, `misdeclared` or `unreadable`.
 *
 * A misdeclared referral is returned with what is wrong with it: its reader must see both. Mail from a partner is
 * returned with what its signature is worth and who else could read it, and filed when marking and kind are known:
 * from `filing`, or else from the mail itself.
 *
 * @param delivery the delivery's id
 * @param referral what it is a delivery of, where the person named that: only the service says which it is
 * @param shown what the service showed of it a moment ago; asked for when left out
 * @param filing for mail from a partner: what the reader says it is
 * @throws ApiProblemError (`withdrawn` when its sender took it back), ClientError when the service shows something
 *   that is not signed as it should be, or where it was sealed before the person came, in which cases nothing was collected
 */
export async function openDelivery({
  session,
  delivery,
  referral,
  shown,
  filing = {},
  now,
}: {
  session: Session
  delivery: string
  referral?: string
  shown?: ReferralView
  filing?: Filing
  now: Date
}): Promise<OpenedDelivery> {
  const { client, key } = session
  const asked = shown ?? (await client.delivery(delivery))
  const { mailbox } = theDelivery(asked, delivery)
  const statement = await readStatement(session, asked, referral)
  const addressees = statement.origin === 'mail' ? [statement.fields.mailbox] : statement.fields.to
  if (!addressees.includes(mailbox)) {
    throw new ClientError(
      `${asked.reference} is not addressed to ${mailbox}; it was not opened. Tell the operator.`,
    )
  }
  const { view, before } =
    statement.origin === 'mail'
      ? await asFiled(session, asked)
      : { view: asked, before: { filing: null, doubt: null } }
  const keys = await openingKeysOf(session, mailbox, now)
  const lacked = await keysLacked(session, mailbox, keys)
  if (lacked.were(new Date(view.acceptedAt))) throw sealedBeforehand(view.reference, mailbox)

  const about: Receipted = { statement, mailbox }
  const post = async (
    event: 'collected' | 'opened' | 'unreadable' | 'misdeclared',
    reason: FaultReason | null,
  ) => client.receipt(delivery, await signReceipt(key, about, { event, reason, now }))
  await oncePublished(() => post('collected', null))
  const named = sealedDigest(statement.fields)
  const sealed = await oncePublished(() => client.deliveryContent(delivery, named.size))

  const opened = !(await isContent(sealed, named))
    ? contentDiffers(view)
    : statement.origin === 'mail'
      ? await openArrival({ session, view, before, delivery, arrival: statement, sealed, keys, filing, now })
      : await openReferral({ session, view, manifest: statement, mailbox, sealed, keys, now })
  if (opened.outcome === 'opened') await post('opened', null)
  if (opened.outcome === 'misdeclared') await post('misdeclared', opened.faults[0]?.reason ?? null)
  // That it was sealed to none of the mailbox's keys can be said by somebody alone who holds all of them.
  if (opened.outcome === 'unreadable' && opened.reason === 'not-addressed' && lacked.some)
    throw sealedBeforehand(view.reference, mailbox)
  if (opened.outcome === 'unreadable') await post('unreadable', opened.reason)
  return opened
}

/**
 * The sender's own copy of what one of the person's mailboxes sent, checked as a recipient would. The service logs
 * the reading; no receipt is signed.
 *
 * @param referral the referral's id
 */
export async function readOwnCopy({
  session,
  referral,
  now,
}: {
  session: Session
  referral: string
  now: Date
}): Promise<OpenedReferral | Unreadable> {
  const view = await session.client.referral(referral)
  const manifest = await readStatement(session, view, referral)
  if (manifest.origin === 'mail')
    throw new ClientError(`${view.reference} came by mail; open the delivery of it.`)
  const mailbox = manifest.fields.from
  const keys = await openingKeysOf(session, mailbox, now)
  const named = sealedDigest(manifest.fields)
  const sealed = await oncePublished(() => session.client.ownContent(referral, named.size))
  if (!(await isContent(sealed, named))) return contentDiffers(view)
  return openReferral({ session, view, manifest, mailbox, sealed, keys, now })
}

function theDelivery(view: ReferralView, delivery: string): DeliveryView {
  const found = view.deliveries.find((one) => one.delivery === delivery)
  if (found) return found
  throw new ClientError(`The service shows no delivery ${delivery}. It may be for another mailbox.`)
}

const contentDiffers = (view: ReferralView): Unreadable => ({
  outcome: 'unreadable',
  view,
  reason: 'content-differs',
  sentence: 'What the service stores is not what the sender sealed.',
})
