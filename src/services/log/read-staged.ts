import { sql } from 'kysely'
import { ENTRY_TYPES, type EntryType, entryText } from '../../log/entry.ts'
import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import { type DestructionRow, destructionsIn } from './destructions.ts'
import { sha256 } from './hash.ts'
import type { BatchDestruction } from './log-journal.ts'
import { leavesOf } from './publish-batch.ts'

/**
 * What waits for its entry, in the order in which it is entered: the rows, their entries, the hashes of these, and which of
 * them tell of a destruction.
 */
export type Staged = {
  stagedIds: readonly string[]
  entries: readonly string[]
  leaves: readonly Uint8Array[]
  destructions: readonly BatchDestruction[]
}

export const NOTHING_STAGED: Staged = { stagedIds: [], entries: [], leaves: [], destructions: [] }

/**
 * Reads what was staged first and has no entry yet.
 *
 * @param inHand rows that are being entered just now
 * @param most how many rows
 * @throws LogBrokenError when a row is there of which no entry can be made
 */
export async function readStaged(db: Db, inHand: readonly string[], most: number): Promise<Staged> {
  const { rows } = await stagedQuery(inHand, most).execute(db)
  return stagedOf(rows)
}

/**
 * Each row is looked up by its id, and `offset 0` keeps the planner to that: joined freely, all that was ever staged is gone
 * through to come to what waits, and every batch takes longer than the one before.
 */
export const stagedQuery = (inHand: readonly string[], most: number) => sql<Row>`/* prepared: staged */
  select id, type, record, salt
    from log_pending
      cross join lateral (select id, type, record, salt from log_staged where id = staged_id offset 0) as staged
    where staged_id <> all (${inHand}::bigint[])
    order by staged_id limit ${most}::int`

/** What these rows are entered as. @throws LogBrokenError when no entry can be made of one */
export function stagedOf(rows: readonly Row[]): Staged {
  const entries = rows.map(entryOf)
  return {
    stagedIds: rows.map(({ id }) => String(id)),
    entries,
    leaves: leavesOf(entries),
    destructions: destructionsIn(rows),
  }
}

type Row = DestructionRow & { id: bigint }

function entryOf(row: Row): string {
  const type = ENTRY_TYPES.find((known): known is EntryType => known === row.type)
  if (!type) throw new LogBrokenError(`The staged row ${row.id} is of the unknown type ${row.type}.`)
  if (row.record === null || row.salt === null) {
    throw new LogBrokenError(`The staged row ${row.id} was erased before it was entered.`)
  }
  return entryText(sha256, type, row.salt, row.record)
}
