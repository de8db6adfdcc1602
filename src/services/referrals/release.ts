import { problem } from '../../domain/problems.ts'
import { asAnalyst, type Caller, mailboxesFor } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { hasCollected } from '../receipts.ts'
import { contentOf, readContent } from './content.ts'
import { demandVisible } from './visible.ts'

/** A ciphertext on its way to a reader. */
export type Released = { size: number; sha256: string; bytes: AsyncIterable<Uint8Array> }

/**
 * Releases a delivery's ciphertext to a person who has collected it. Nobody reads without a trace: the signed
 * receipt is committed first, and the referral's entry is under the published checkpoint.
 *
 * @throws ProblemError `not-found`, `withdrawn`, `collect-first`, `not-published`
 */
export async function releaseDelivery(db: Db, caller: Caller, deliveryId: string): Promise<Released> {
  const mailboxIds = mailboxesFor(caller, 'read-content', 'open').map(({ id }) => id)
  const delivery = await db
    .selectFrom('delivery')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .leftJoin('released_entry', 'released_entry.staged_id', 'referral.staged_id')
    .select([
      'delivery.id',
      'delivery.referral_id',
      'delivery.mailbox_id',
      'delivery.state',
      'released_entry.idx',
    ])
    .where('delivery.id', '=', deliveryId)
    .executeTakeFirst()
  if (!delivery || !mailboxIds.includes(delivery.mailbox_id)) throw problem('not-found')
  if (delivery.state === 'withdrawn') throw problem('withdrawn')
  if (delivery.idx === null) throw problem('not-published')
  if (delivery.state !== 'delivered') throw problem('not-found')
  if (asAnalyst(caller, 'read-content')) await demandVisible(db, caller, delivery.referral_id)
  if (!(await hasCollected(db, deliveryId, caller.personId))) throw problem('collect-first')
  const content = await contentOf(db, delivery.referral_id)
  return { ...content, bytes: readContent(db, content.sha256) }
}

/**
 * Releases the sender's own copy, and enters in the log that it was read.
 *
 * @throws ProblemError `not-found` when none of the caller's mailboxes sent it, `not-published`
 */
export async function releaseOwnCopy(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  referralId: string,
): Promise<Released> {
  const mailboxes = mailboxesFor(caller, 'read-content', 'open')
  const referral = await db
    .selectFrom('referral')
    .leftJoin('released_entry', 'released_entry.staged_id', 'referral.staged_id')
    .select(['referral.id', 'referral.from_mailbox', 'released_entry.idx'])
    .where('referral.id', '=', referralId)
    .executeTakeFirst()
  const mailbox = mailboxes.find(({ id }) => id === referral?.from_mailbox)
  if (!referral || !mailbox) throw problem('not-found')
  if (asAnalyst(caller, 'read-content')) await demandVisible(db, caller, referralId)
  if (referral.idx === null) throw problem('not-published')
  await stageOne(db, {
    type: 'read',
    record: JSON.stringify({
      despatch: 'read/1',
      referral: referralId,
      mailbox: mailbox.address,
      by: caller.personId,
      time: clock().toISOString(),
    }),
    referralId,
  })
  const content = await contentOf(db, referralId)
  return { ...content, bytes: readContent(db, content.sha256) }
}
