import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { SEQUENCER_LOCK } from '../log/sequencer-lock.ts'
import { MOST } from './counting.ts'

export type LogState = {
  /** records that no entry of the published tree stands for yet, and how long the oldest of them has waited */
  unsequenced: number
  unsequencedSeconds: number
  /** the newest checkpoint; null before the first */
  checkpoint: { size: number; ageSeconds: number } | null
  /** entries that are published and wait for witnesses; nothing that they are about leaves before */
  unreleased: number
  /** how long the first of them has waited */
  unreleasedSeconds: number
  /** whether some sequencer holds the lock of the log, in whatever process */
  sequenced: boolean
}

/**
 * What waits to be entered in the log, and how far the log has come. PostgreSQL shows a lock on one bigint by its two
 * halves and 1 as `objsubid` (chapter 53.12, pg_locks).
 */
export async function readLogState(db: Db): Promise<LogState> {
  const { rows } = await sql<{
    unsequenced: number
    unsequenced_seconds: number
    size: number | null
    age_seconds: number | null
    unreleased: number
    unreleased_seconds: number
    sequenced: boolean
  }>`
    select (select count(*)::integer from (select 1 from log_pending limit ${MOST}) as waiting) as unsequenced,
           coalesce((select extract(epoch from now() - log_staged.staged_at)::float8
              from (select staged_id from log_pending order by staged_id limit 1) as oldest
              join log_staged on log_staged.id = oldest.staged_id), 0) as unsequenced_seconds,
           newest.size::float8 as size,
           extract(epoch from now() - newest.at)::float8 as age_seconds,
           greatest(0, coalesce(newest.size - (select size from log_release), 0))::float8 as unreleased,
           coalesce((select extract(epoch from now() - first.at)::float8
              from log_release
              cross join lateral (select at from checkpoint where size > log_release.size order by size limit 1) as first),
             0) as unreleased_seconds,
           exists (select 1 from pg_locks
                    where locktype = 'advisory' and granted and classid = 0 and objid = ${SEQUENCER_LOCK} and objsubid = 1
                      and database = (select oid from pg_database where datname = current_database())) as sequenced
      from (select 1) as always
      left join (select size, at from checkpoint order by size desc limit 1) as newest on true`.execute(db)
  const [row] = rows
  return {
    unsequenced: row?.unsequenced ?? 0,
    unsequencedSeconds: Math.max(0, row?.unsequenced_seconds ?? 0),
    checkpoint: row?.size == null ? null : { size: row.size, ageSeconds: Math.max(0, row.age_seconds ?? 0) },
    unreleased: row?.unreleased ?? 0,
    unreleasedSeconds: Math.max(0, row?.unreleased_seconds ?? 0),
    sequenced: row?.sequenced ?? false,
  }
}
