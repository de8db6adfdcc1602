import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { LEASE_SECONDS } from './lease.ts'
import { LONGEST_PAUSE_SECONDS } from './record-attempt.ts'

/**
 * Makes due again what waits for a time that cannot be meant, since the database's clock was set back after it was
 * set: a lease that ends later than any that is taken now, an attempt that is further off than the longest pause, a
 * first attempt that is not due at once.
 */
export async function mendTimes(db: Db): Promise<void> {
  await sql`
    update delivery
      set next_attempt_at = least(next_attempt_at, now()), lease_until = null
      where state = 'accepted' and (
        lease_until > now() + make_interval(secs => ${LEASE_SECONDS})
        or next_attempt_at > now() + make_interval(secs => case attempts when 0 then 0 else ${LONGEST_PAUSE_SECONDS} end)
      )`.execute(db)
}
