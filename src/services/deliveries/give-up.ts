import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** Deliveries ended by one statement. */
const BATCH = 250
/** Bytes of the salt of an entry in the log. */
const SALT = 32

/**
 * When a delivery is given up, by the database's clock: five days from now, as RFC 5321 §4.5.4.1 asks, or when the day
 * ends by which an answer is due, if that is sooner. Whoever asks for an answer today gets four hours all the same.
 *
 * @param respondBy an SQL expression: the day, in the United Kingdom; null where no answer is asked for
 */
export const giveUpAt = (respondBy: ReturnType<typeof sql>) =>
  sql`least(now() + interval '5 days', case when ${respondBy} is not null then
        greatest(now() + interval '4 hours', (${respondBy} + 1)::timestamp at time zone 'Europe/London') end)`

/**
 * Ends the deliveries that came to be given up while their route was paused, and so without an attempt.
 *
 * @returns how many; when it is a whole batch, there may be more
 */
export async function expirePaused({ db, clock }: { db: Db; clock: () => Date }): Promise<number> {
  const now = clock()
  const salts = crypto.getRandomValues(new Uint8Array(SALT * BATCH))
  const { rows } = await sql<{ ended: number }>`
    with over as materialized (
      select d.id, m.address
        from delivery d
        join mailbox m on m.id = d.mailbox_id
        join route_state s on s.domain = split_part(m.address, '@', 2) and s.paused_at is not null
        where m.route = 'mail' and d.state = 'accepted' and d.give_up_at <= now()
          and (d.lease_until is null or d.lease_until < now())
        limit ${BATCH}
        for update of d skip locked
    ), ended as (
      update delivery d
        set state = 'expired', next_attempt_at = null, lease_until = null, changed_at = ${now}
        from over
        where d.id = over.id
        returning d.id, d.referral_id, over.address
    ), numbered as (
      select ended.*, row_number() over () as n from ended
    ), staged as (
      insert into log_staged (type, record, salt, referral_id)
        select 'expired',
            format('{"despatch":"expired/1","referral":%s,"delivery":%s,"mailbox":%s,"host":"-","code":null,"time":%s}',
              to_json(referral_id), to_json(id), to_json(address), to_json(${now.toISOString()}::text)),
            substring(${Buffer.from(salts.buffer)}::bytea from ((n - 1) * ${SALT} + 1)::int for ${SALT}),
            referral_id
          from numbered
        returning 1
    )
    select count(*)::int as ended from staged`.execute(db)
  return rows[0]?.ended ?? 0
}
