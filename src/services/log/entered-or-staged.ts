import { sql } from 'kysely'
import type { Db } from '../db.ts'

/**
 * How many entries the log has once everything is entered that was staged until now: what waits is entered in the order in which
 * it was staged, before all that comes later.
 */
export async function enteredOrStaged(db: Db): Promise<bigint> {
  const { rows } = await sql<{ entries: bigint }>`
    select (select coalesce(max(idx) + 1, 0) from log_entry) + (select count(*) from log_pending) as entries`.execute(
    db,
  )
  return BigInt(rows[0]?.entries ?? 0)
}

/** Whether a process of the service that takes mail is connected to the database. */
export async function mailIsTaken(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
      where datname = current_database() and application_name in ('despatch all', 'despatch gateway')
      limit 1`.execute(db)
  return rows.length > 0
}
