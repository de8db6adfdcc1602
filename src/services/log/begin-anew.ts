import { sql } from 'kysely'
import { parseCheckpoint } from '../../log/checkpoint.ts'
import { nameOfKey, originOf } from '../../log/new-origin.ts'
import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import type { LogJournal } from './log-journal.ts'
import { readCheckpoint } from './read-tiles.ts'
import type { Reconciling } from './reconciling.ts'

/**
 * A log begins anew under another name: the key before and the one after, the note by which the first handed it on, and
 * the newest checkpoint of the old name that the operator was given; null where nobody had one.
 */
export type Beginning = { from: string; to: string; note: string; newest: string | null }

/** Whether a checkpoint is of the log under this name. */
export const isUnderName = (note: string, name: string): boolean => originOf(note) === name

/** Whether the log is to begin under the name of its key, and the database does not know it under that yet. */
export async function isToBegin({
  db,
  journal,
  verifiers: [{ name }],
}: Pick<Reconciling, 'db' | 'journal' | 'verifiers'>): Promise<boolean> {
  if (!(await journal.begin.isSet())) return false
  const note = await readCheckpoint(db)
  return note !== undefined && !isUnderName(note, name)
}

/**
 * Demands that the operator has said so, for this name, and that it did not begin under it before: what was signed then is
 * not to be signed a second time.
 *
 * @throws LogBrokenError
 */
export async function demandToBegin(
  { begin }: Pick<LogJournal, 'begin'>,
  beginning: Beginning | null,
): Promise<Beginning> {
  if (beginning && (await begin.isSet())) return beginning
  throw new LogBrokenError(
    'The database is older than the day on which the log began anew under the name that its key has. Restore a newer backup of it, or ' +
      'of DATA_DIR/log; nothing will be signed before. Where there is neither, the log can only begin anew once more: despatch new-origin log.',
  )
}

export type StagedRow = { id: bigint; type: string; record: string; salt: Uint8Array }

/**
 * Stages the entry by which the log goes on under another name: which name and key it had, the newest checkpoint that is known
 * of it, from which size it goes on, and which entries are lost to this database. It has nothing about anybody.
 */
export async function stageContinued(
  db: Db,
  of: Beginning & { size: bigint; stored: string | null },
): Promise<StagedRow> {
  const { size, from, to, note } = of
  const newest = of.newest ?? of.stored
  const known = newest === null ? size : (sizeIn(newest) ?? size)
  const lost = known > size ? { from: String(size), to: String(known - 1n) } : null
  const says = { log: nameOfKey(to), key: to, before: nameOfKey(from), keyBefore: from }
  const record = JSON.stringify({
    despatch: 'continued/1',
    ...says,
    size: String(size),
    lost,
    newest,
    handedOn: note,
  })
  // A death between staging and entering leaves the row behind: it says the same.
  const { rows } = await sql<StagedRow>`
    select log_staged.id, type, record, salt from log_pending join log_staged on log_staged.id = log_pending.staged_id
      where type = 'continued' and record = ${record} limit 1`.execute(db)
  const [waiting] = rows
  if (waiting) return waiting
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const made = await sql<{ id: bigint }>`select stage_continued(${record}, ${salt}) as id`.execute(db)
  const id = made.rows[0]?.id
  if (id === undefined) throw new Error('a staged row has an id')
  return { id, type: 'continued', record, salt }
}

const sizeIn = (note: string): bigint | null =>
  parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))?.size ?? null
