import { sql } from 'kysely'
import { nameOfKey, originNumber } from '../../log/new-origin.ts'
import type { Db } from '../db.ts'

/** From now on the log is shown under the name of this key alone. Nothing is to do for its first name. */
export async function settleName(db: Db, logKey: string): Promise<void> {
  const name = nameOfKey(logKey)
  const number = originNumber(name)
  if (number === 1) return
  await db
    .insertInto('log_origin')
    .values({ number, name })
    .onConflict((at) => at.doNothing())
    .execute()
}

/** The names under which the log of this key went on, the oldest first, and the index of the entry with which it did. */
export async function readBegun(db: Db, logKey: string): Promise<{ name: string; index: string }[]> {
  const name = nameOfKey(logKey)
  if (originNumber(name) === 1) return []
  const { rows } = await sql<{ idx: bigint; record: string | null }>`
    select entry.idx, staged.record from log_staged staged join log_entry entry on entry.staged_id = staged.id
      where staged.type = 'continued' and entry.idx < (select max(size) from shown_checkpoint)
      order by entry.idx`.execute(db)
  // Of one whose record was lost with a database, the name is known when it is the last.
  return rows.flatMap(({ idx, record }, at) => {
    const named = record === null ? (at === rows.length - 1 ? name : null) : JSON.parse(record).log
    return typeof named === 'string' ? [{ name: named, index: String(idx) }] : []
  })
}

/**
 * A log that began anew under the name `<host>/log/2` is to be found there, too (C2SP tlog-tiles: below its origin): the
 * same files as below `/log`.
 */
export function belowFirstName(url: string, logKey: string): string {
  const number = originNumber(nameOfKey(logKey))
  const below = `/log/${number}/`
  return number > 1 && url.startsWith(below) ? `/log/${url.slice(below.length)}` : url
}
