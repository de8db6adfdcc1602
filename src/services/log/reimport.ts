import { sql } from 'kysely'
import type { EntryType } from '../../log/entry.ts'
import { entryText, parseEntry } from '../../log/entry.ts'
import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import { eraseAgain, stageDestructions } from './destructions.ts'
import { sha256 } from './hash.ts'
import type { Batch } from './log-journal.ts'
import { extend, publishInDatabase } from './publish-batch.ts'
import { type Head, openOurs, sameHead, type Verifiers } from './stored-root.ts'
import { readTreeEdge } from './tree-edge.ts'

/**
 * Publishes a batch that was signed already, as it was signed. Rows of `log_staged` that say the same are linked, and wait
 * no more; for an entry that has none, since the database was set back, one is made that has lost its record. That one has
 * a number of its own: the one in the journal may have been given to somebody else since, or be in somebody's hands.
 *
 * A destruction comes back with its record, and what it destroyed, which the older database has again, goes in the same
 * transaction.
 *
 * @returns what the database holds now, how many entries have lost their record, and how many records were destroyed again
 * @throws LogBrokenError when the batch does not extend the tree
 */
export async function reimport(
  db: Db,
  { batch, size, term, verifiers }: { batch: Batch; size: bigint; term: bigint; verifiers: Verifiers },
): Promise<{ head: Head; lost: number; erased: number }> {
  const signed = await openOurs(batch.checkpoint, verifiers, 'the journal')
  const { reader } = await readTreeEdge(db, size)
  const grown = await extend(reader, size, batch.entries)
  if (BigInt(batch.oldSize) !== size || !sameHead(grown, signed))
    throw new LogBrokenError('What the journal has next does not extend the tree in the database.')
  const held = await heldRows(db, batch)
  const missing = new Set(held.flatMap((isHeld, at) => (isHeld ? [] : [at])))
  return db.transaction().execute(async (tx) => {
    const staged = await stageDestructions(tx, batch, missing)
    const gone = [...missing].filter((at) => !staged.has(at))
    const made = await stageLost(
      tx,
      gone.map((at) => typeOf(batch.entries[at] ?? '')),
    )
    for (const [n, at] of gone.entries()) staged.set(at, made[n] ?? 0n)
    const stagedIds = batch.stagedIds.map((id, at) => String(staged.get(at) ?? id))
    const published = { ...batch, stagedIds }
    await publishInDatabase(tx, term, published, grown)
    return { head: signed, lost: gone.length, erased: await eraseAgain(tx, published) }
  })
}

/** Which of the rows that a batch was made of are there and say the same. */
async function heldRows(db: Db, { stagedIds, entries }: Batch): Promise<boolean[]> {
  if (stagedIds.length === 0) return []
  const rows = await db
    .selectFrom('log_staged')
    .select(['id', 'record', 'salt'])
    .where('id', 'in', stagedIds.map(BigInt))
    .execute()
  const found = new Map(rows.map((row) => [String(row.id), row]))
  return stagedIds.map((id, at) => {
    const { record = null, salt = null } = found.get(id) ?? {}
    const entry = entries[at] ?? ''
    return record !== null && salt !== null && entryText(sha256, typeOf(entry), salt, record) === entry
  })
}

function typeOf(entry: string): EntryType {
  const type = parseEntry(entry)?.type
  if (!type)
    throw new LogBrokenError(
      'The journal has an entry of a type that this version does not know: start the newer one.',
    )
  return type
}

/** Rows without record or salt. The trigger has them wait for an entry, and the same transaction gives them theirs. */
async function stageLost(tx: Db, types: readonly string[]): Promise<bigint[]> {
  if (types.length === 0) return []
  const { rows } = await sql<{ id: bigint }>`
    select id from stage_lost(${types}::text[]) as id`.execute(tx)
  return rows.map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1))
}
