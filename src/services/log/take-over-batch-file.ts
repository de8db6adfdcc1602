import { LogBrokenError } from './broken.ts'
import { fillJournal } from './fill-journal.ts'
import { extend } from './publish-batch.ts'
import { contradicts, demandPublished, type Reconciling } from './reconciling.ts'
import { type Head, openOurs, sameHead } from './stored-root.ts'
import { readTreeEdge } from './tree-edge.ts'

/**
 * Takes over what an earlier version remembered, the batch that was signed last: where that fits the database, the
 * journal begins with all that the database has. A death in the middle is gone on from, since the file is removed last.
 *
 * @throws LogBrokenError when file and database do not fit together
 */
export async function takeOverBatchFile(of: Reconciling, stored: Head | null): Promise<void> {
  const { db, journal, term, verifiers, tell } = of
  const batch = await journal.before.read()
  if (!batch) return
  const last = await journal.last()
  const end = last ? await openOurs(last.checkpoint, verifiers, 'the journal') : null
  const signed = await openOurs(batch.checkpoint, verifiers, 'log/batch.json')
  if (!end || end.size < signed.size) {
    const size = stored?.size ?? 0n
    const isAhead = !stored || signed.size > size
    if (!isAhead && signed.size < size) {
      await demandPublished(of, signed, stored)
      await journal.doubt.set()
    }
    if (!isAhead && signed.size === size && !sameHead(signed, stored)) throw contradicts(signed, stored)
    if (isAhead) {
      if (batch.oldSize !== String(size)) throw older(size, signed.size)
      const grown = await extend((await readTreeEdge(db, size)).reader, size, batch.entries)
      if (!sameHead(grown, signed)) throw contradicts(signed, stored)
    }
    if (stored && (end?.size ?? -1n) < size) {
      const progress = (at: bigint) => tell({ is: 'filling', size: at, to: size })
      await fillJournal(db, journal, { from: end, term, verifiers, progress })
    }
    if (isAhead) await journal.append(term, [batch])
  }
  await journal.before.remove()
}

const older = (size: bigint, signed: bigint): LogBrokenError =>
  new LogBrokenError(
    `The database holds ${size} log entries, but ${signed} were signed: it is older than the log. Restore a newer backup; nothing ` +
      'will be signed before. An earlier version of this program kept no journal that it could be brought up from.',
  )
