import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** How long a worker holds a delivery. An attempt's own time-out is shorter, so a live one never loses it. */
export const LEASE_SECONDS = 120

/** A mail delivery that a worker has taken: nobody else attempts it until the lease ends. */
export type LeasedDelivery = {
  id: string
  referralId: string
  mailboxId: string
  address: string
  attempt: number
  returnToken: string
  giveUpAt: Date
  statement: string
  messageId: string
}

/** A mail delivery that is due, and how many attempts were begun before. */
export type DueDelivery = { id: string; attempts: number }

/** The mail deliveries that are due, published and not held; oldest first. */
export async function dueMailDeliveries(db: Db, limit: number): Promise<DueDelivery[]> {
  return db
    .selectFrom('delivery')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .innerJoin('log_entry', 'log_entry.staged_id', 'referral.staged_id')
    .select(['delivery.id', 'delivery.attempts'])
    .where('delivery.state', '=', 'accepted')
    .where('delivery.next_attempt_at', '<=', sql<Date>`now()`)
    .where(({ or, eb }) =>
      or([eb('delivery.lease_until', 'is', null), eb('delivery.lease_until', '<', sql<Date>`now()`)]),
    )
    .where('mailbox.route', '=', 'mail')
    .orderBy('delivery.next_attempt_at')
    .limit(limit)
    .execute()
}

/**
 * Takes the lease on one delivery, by the database's clock. The `accepted` entry must stand in the published
 * tree, or nothing leaves (promise 6).
 *
 * @returns undefined when it is not due, not published, held by another, or has already left
 */
export async function lease(db: Db, deliveryId: string): Promise<LeasedDelivery | undefined> {
  const row = await db
    .updateTable('delivery')
    .from('referral')
    .from('mailbox')
    .set({
      lease_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`,
      attempts: sql<number>`delivery.attempts + 1`,
    })
    .where('delivery.id', '=', deliveryId)
    .whereRef('referral.id', '=', 'delivery.referral_id')
    .whereRef('mailbox.id', '=', 'delivery.mailbox_id')
    .where('mailbox.route', '=', 'mail')
    .where('delivery.state', '=', 'accepted')
    .where('delivery.next_attempt_at', '<=', sql<Date>`now()`)
    .where(({ or, eb }) =>
      or([eb('delivery.lease_until', 'is', null), eb('delivery.lease_until', '<', sql<Date>`now()`)]),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('log_entry')
          .select('log_entry.idx')
          .whereRef('log_entry.staged_id', '=', 'referral.staged_id'),
      ),
    )
    .returning([
      'delivery.id',
      'delivery.referral_id as referralId',
      'delivery.mailbox_id as mailboxId',
      'mailbox.address',
      'delivery.attempts as attempt',
      'delivery.return_token as returnToken',
      'delivery.give_up_at as giveUpAt',
      'referral.statement',
      'referral.message_id as messageId',
    ])
    .executeTakeFirst()
  return row
}

/** Ends every lease: for a process that knows itself alone with the database, since whoever held one is dead. */
export async function releaseLeases(db: Db): Promise<void> {
  await db.updateTable('delivery').set({ lease_until: null }).where('lease_until', 'is not', null).execute()
}
