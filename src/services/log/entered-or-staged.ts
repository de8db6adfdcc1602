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

/**
 * Whether a part of the service that has something entered is connected to the database. Each listens there all the time; its other
 * connections end when nothing is asked for some seconds.
 */
export async function isServed(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
      where datname = current_database() and application_name ~ '^despatch (all|gateway|api|worker)( listen)?$'
      limit 1`.execute(db)
  return rows.length > 0
}
