import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { isDue } from './due.ts'

/** Deliveries moved by one statement. */
export const LOCAL_BATCH = 250

/** Bytes of the salt of an entry in the log. */
const SALT = 32

/**
 * Delivers to local mailboxes everything whose `accepted` or `arrived` entry stands in the published tree
 * (promise 6): from this moment the reader's inbox shows it. One statement, with what it enters in the log.
 *
 * @returns how many were delivered; when it is `LOCAL_BATCH`, there may be more
 */
export async function deliverLocal(db: Db, clock: () => Date): Promise<number> {
  const now = clock()
  const salts = crypto.getRandomValues(new Uint8Array(SALT * LOCAL_BATCH))
  // The record is what JSON.stringify would write: canonical, like every record.
  const { rows } = await sql<{ delivered: number }>`/* prepared: deliver local */
    with due as materialized (
      select d.id, m.address
        from delivery d
        join mailbox m on m.id = d.mailbox_id
        where m.route = 'local' and ${isDue}
        order by d.next_attempt_at
        limit ${LOCAL_BATCH}
        for update of d skip locked
    ), delivered as (
      update delivery d
        set state = 'delivered', next_attempt_at = null, lease_until = null, changed_at = ${now}
        from due
        where d.id = due.id
        returning d.id, d.referral_id, due.address
    ), numbered as (
      select delivered.*, row_number() over () as n from delivered
    ), staged as (
      insert into log_staged (type, record, salt, referral_id)
        select 'delivered',
            format('{"despatch":"delivered/1","referral":%s,"delivery":%s,"mailbox":%s,"route":"local","time":%s}',
              to_json(referral_id), to_json(id), to_json(address), to_json(${now.toISOString()}::text)),
            substring(${Buffer.from(salts.buffer)}::bytea from ((n - 1) * ${SALT} + 1)::int for ${SALT}),
            referral_id
          from numbered
        returning 1
    )
    select count(*)::int as delivered from staged`.execute(db)
  return rows[0]?.delivered ?? 0
}
