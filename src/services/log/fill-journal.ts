import { parseEntry } from '../../log/entry.ts'
import { createFrontier, type Frontier } from '../../log/frontier.ts'
import { FULL_WIDTH, splitHashes } from '../../log/tiles.ts'
import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import { carried, destructionsIn } from './destructions.ts'
import { sha256 } from './hash.ts'
import type { Batch, BatchDestruction, LogJournal } from './log-journal.ts'
import { leavesOf } from './publish-batch.ts'
import { type Head, openOurs, sameHead, type Verifiers } from './stored-root.ts'
import { tilesInDatabase } from './tiles-in-database.ts'

/** Checkpoints that are read and written together; of 256 entries each at most. */
const TOGETHER = 64

/**
 * Writes into the journal what the database has and it has not, one line for each checkpoint. Every leaf is computed anew,
 * and every root that was signed has to come out of them.
 *
 * @param from where the journal ends; null when it has nothing at all
 * @throws LogBrokenError when the database's log is not what was signed
 */
export async function fillJournal(
  db: Db,
  journal: LogJournal,
  of: { from: Head | null; term: bigint; verifiers: Verifiers; progress(size: bigint): void },
): Promise<void> {
  const { from, term, verifiers, progress } = of
  const tree = await treeOf(db, from?.size ?? 0n)
  let end = from?.size ?? -1n
  if (from && !sameHead(from, { size: from.size, root: tree.root() })) throw changed()
  for (;;) {
    const checkpoints = await db
      .selectFrom('checkpoint')
      .select(['size', 'note'])
      .where('size', '>', end)
      .orderBy('size')
      .limit(TOGETHER)
      .execute()
    const newest = checkpoints.at(-1)
    if (!newest) return
    const start = end < 0n ? 0n : end
    const rows = await db
      .selectFrom('log_entry')
      .select(['idx', 'staged_id', 'entry'])
      .where('idx', '>=', start)
      .where('idx', '<', newest.size)
      .orderBy('idx')
      .execute()
    if (rows.some(({ idx }, at) => idx !== start + BigInt(at))) throw changed()
    const lines: Batch[] = []
    let oldSize = start
    for (const { size, note } of checkpoints) {
      const batch = rows.slice(Number(oldSize - start), Number(size - start))
      const entries = batch.map(({ entry }) => entry)
      grow(tree, oldSize, leavesOf(entries))
      if (!sameHead(await openOurs(note, verifiers, 'the database'), { size, root: tree.root() }))
        throw changed()
      const stagedIds = batch.map(({ staged_id }) => String(staged_id))
      const destructions = await destructionsOf(db, batch)
      lines.push({
        ...{ oldSize: String(oldSize), newSize: String(size), stagedIds, entries },
        ...carried(destructions),
        checkpoint: note,
      })
      oldSize = size
    }
    await journal.append(term, lines)
    end = newest.size
    progress(end)
  }
}

/** The destructions of a batch; those whose records were lost are left out. */
async function destructionsOf(
  db: Db,
  batch: readonly { staged_id: bigint; entry: string }[],
): Promise<BatchDestruction[]> {
  const ids = batch.filter(({ entry }) => parseEntry(entry)?.type === 'destroyed')
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('log_staged')
    .select(['id', 'type', 'record', 'salt'])
    .where(
      'id',
      'in',
      ids.map(({ staged_id }) => staged_id),
    )
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return destructionsIn(
    batch.map(({ staged_id }) => byId.get(staged_id) ?? { type: '', record: null, salt: null }),
  )
}

/** The right edge of the first `size` entries, to go on from. */
async function treeOf(db: Db, size: bigint): Promise<Frontier> {
  const reader = tilesInDatabase(db)
  const edge = []
  for (let level = 0, count = size; count > 0n; level += 1, count /= BigInt(FULL_WIDTH)) {
    const n = count / BigInt(FULL_WIDTH)
    const width = Number(count % BigInt(FULL_WIDTH))
    const hashes = width === 0 ? [] : splitHashes(await reader.hashes(level, n, width)).slice(0, width)
    edge.push({ hashes, n })
  }
  return createFrontier(sha256, edge)
}

/** Adds leaves, a tile at a time. */
function grow(tree: Frontier, size: bigint, leaves: readonly Uint8Array[]): void {
  const room = FULL_WIDTH - Number(size % BigInt(FULL_WIDTH))
  for (let at = 0, end = room; at < leaves.length; at = end, end += FULL_WIDTH)
    tree.add(leaves.slice(at, end))
}

const changed = (): LogBrokenError =>
  new LogBrokenError(
    'The entries in the database do not come to the checkpoints that were signed over them: they were changed. Keep everything as ' +
      'it is and tell the auditors; nothing will be signed.',
  )
