import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { stage } from '../log/stage.ts'

/** Deliveries moved by one statement. */
const BATCH = 500

/**
 * Delivers to local mailboxes everything whose `accepted` or `arrived` entry stands in the published tree
 * (promise 6): from this moment the reader's inbox shows it. One statement for a batch, not one per row.
 *
 * @returns how many were delivered; ask again until it is 0
 */
export async function deliverLocal(db: Db, clock: () => Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .with('due', (q) =>
        q
          .selectFrom('delivery')
          .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
          .innerJoin('referral', 'referral.id', 'delivery.referral_id')
          .innerJoin('log_entry', 'log_entry.staged_id', 'referral.staged_id')
          .select(['delivery.id', 'delivery.referral_id', 'mailbox.address'])
          .where('delivery.state', '=', 'accepted')
          .where('delivery.next_attempt_at', '<=', sql<Date>`now()`)
          .where('mailbox.route', '=', 'local')
          .orderBy('delivery.next_attempt_at')
          .limit(BATCH)
          .forUpdate('delivery')
          .skipLocked(),
      )
      .updateTable('delivery')
      .from('due')
      .set({ state: 'delivered', next_attempt_at: null, lease_until: null, changed_at: clock() })
      .whereRef('delivery.id', '=', 'due.id')
      .returning(['due.id', 'due.referral_id', 'due.address'])
      .execute()
    await stage(
      tx,
      rows.map((row) => ({
        type: 'delivered',
        record: JSON.stringify({
          despatch: 'delivered/1',
          referral: row.referral_id,
          delivery: row.id,
          mailbox: row.address,
          route: 'local',
          time: clock().toISOString(),
        }),
        referralId: row.referral_id,
      })),
    )
    return rows.length
  })
}
