import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** A mail that has not left so long after it was accepted is late, and its sender is told. */
export const LATE_AFTER = '1 hour'

/** Found late by one statement; the next turn finds the rest. */
const BATCH = 1000

/**
 * Notes, once for each, the mails that have waited for an hour, whatever they wait for. The sender sees it with the
 * delivery, and a trigger notes whom the next notice is to tell (migration 0009).
 */
export async function noteDelays(db: Db): Promise<void> {
  await sql`
    with late as (
      select d.id
        from delivery d
        join mailbox m on m.id = d.mailbox_id
        where d.state = 'accepted' and d.delayed_at is null and d.waits_since < now() - ${LATE_AFTER}::interval
          and m.route = 'mail'
        limit ${BATCH}
        for update of d skip locked
    )
    update delivery d set delayed_at = now() from late where d.id = late.id`.execute(db)
}
