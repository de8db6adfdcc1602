import { sql } from 'kysely'
import type { Db } from './db.ts'

/** Entries that wait longer than this mean that the sequencer stands still, and nothing leaves. */
const LATE_SECONDS = 10

export type Readiness = { ready: boolean; database: boolean; log: 'written' | 'late' | 'unknown' }

/** Whether the service can do its work: the database answers, and what is staged is being entered in the log. */
export async function readReadiness(db: Db): Promise<Readiness> {
  try {
    const late = await db
      .selectFrom('log_pending')
      .innerJoin('log_staged', 'log_staged.id', 'log_pending.staged_id')
      .select('log_staged.id')
      .where('log_staged.staged_at', '<', sql<Date>`now() - make_interval(secs => ${LATE_SECONDS})`)
      .limit(1)
      .executeTakeFirst()
    return { ready: late === undefined, database: true, log: late ? 'late' : 'written' }
  } catch {
    return { ready: false, database: false, log: 'unknown' }
  }
}
