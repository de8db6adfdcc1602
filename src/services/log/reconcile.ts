import { originNumber } from '../../log/new-origin.ts'
import { isToBegin } from './begin-anew.ts'
import { LogBrokenError } from './broken.ts'
import { fillJournal } from './fill-journal.ts'
import { type Batch, journalFolder } from './log-journal.ts'
import { readCheckpoint } from './read-tiles.ts'
import { contradicts, demandPublished, type Reconciling } from './reconciling.ts'
import { reimport } from './reimport.ts'
import { demandStoredRoot, type Head, openOurs, sameHead } from './stored-root.ts'
import { takeOverBatchFile } from './take-over-batch-file.ts'
import { readTreeEdge } from './tree-edge.ts'

/**
 * Compares the database with the journal, and brings whichever is behind up to the other: where one is the other's
 * beginning, they tell of one log. `doubt` is set, durably, before anything is mended that a death does not explain.
 *
 * @returns what both hold now; null when nothing was ever signed
 * @throws LogBrokenError when they tell of two logs, when the database's tree is not what was signed, or when there is no
 *   journal to a log
 */
export async function reconcile(of: Reconciling): Promise<Head | null> {
  const { journal, verifiers } = of
  const stored = await readStored(of)
  await takeOverBatchFile(of, stored)
  const last = await journal.last()
  if (!last && !stored) {
    // A key that was used before, and all that is known of it lost? Only a witness can tell.
    await journal.doubt.set()
    return null
  }
  if (!last) {
    // Of a name under which nothing is signed yet, no witness can have seen anything.
    if (!(await isToBegin(of))) {
      if (!(await journal.rebuild.isSet())) throw missing(verifiers[0].name)
      await journal.doubt.set()
    }
    await fillFrom(of, null, stored)
    await journal.rebuild.clear()
    return stored
  }
  await journal.rebuild.clear()
  const end = await openOurs(last.checkpoint, verifiers, 'the journal')
  if (String(end.size) !== last.newSize) throw contradicts(end, stored)
  if (stored && stored.size > end.size) {
    await demandPublished(of, end, stored)
    await journal.doubt.set()
    return fillFrom(of, end, stored)
  }
  if (stored && stored.size === end.size) {
    if (!sameHead(stored, end)) throw contradicts(end, stored)
    return stored
  }
  await demandEntered(of, stored, end)
  return importFrom(of, stored, { last, end })
}

/** What the database's log comes to, its right edge computed; null before the first checkpoint. */
async function readStored({ db, verifiers }: Reconciling): Promise<Head | null> {
  const note = await readCheckpoint(db)
  const size = note === undefined ? 0n : (await openOurs(note, verifiers, 'the database')).size
  const head = await demandStoredRoot(await readTreeEdge(db, size), size, verifiers)
  return note === undefined ? null : head
}

async function fillFrom(of: Reconciling, end: Head | null, stored: Head | null): Promise<Head | null> {
  const { db, journal, tell } = of
  const to = stored?.size ?? 0n
  await fillJournal(db, journal, { ...of, from: end, progress: (size) => tell({ is: 'filling', size, to }) })
  tell({ is: 'filled', from: end?.size ?? 0n, to })
  return stored
}

/** The journal has to have entered what the database ends with. @throws LogBrokenError */
async function demandEntered(
  { journal, verifiers }: Reconciling,
  stored: Head | null,
  end: Head,
): Promise<void> {
  if (!stored || stored.size === 0n) return
  const line = await journal.at(stored.size)
  if (!line || !sameHead(await openOurs(line.checkpoint, verifiers, 'the journal'), stored))
    throw contradicts(end, stored)
}

/** Publishes what the journal has beyond the database: the last batch after a death, or all since an older state of it. */
async function importFrom(
  of: Reconciling,
  stored: Head | null,
  { last, end }: { last: Batch; end: Head },
): Promise<Head> {
  const { db, journal, term, verifiers, tell } = of
  const from = stored?.size ?? 0n
  const isLastAlone = last.oldSize === String(from)
  // Also of one batch alone: that is what a death leaves, and what two backups leave that were made one batch apart.
  await journal.doubt.set()
  let head = stored
  let [lost, erased] = [0, 0]
  for await (const batch of journal.from(from)) {
    if (head && batch.newSize === '0') continue
    const size = head?.size ?? 0n
    const done = await reimport(db, { batch, size, term, verifiers })
    head = done.head
    lost += done.lost
    erased += done.erased
    tell({ is: 'importing', size: head.size, to: end.size })
  }
  if (!head || !sameHead(head, end)) throw contradicts(end, head)
  if (!isLastAlone || lost > 0 || erased > 0) tell({ is: 'imported', from, to: end.size, lost, erased })
  return head
}

const missing = (name: string): LogBrokenError =>
  new LogBrokenError(
    `The folder log/${journalFolder(originNumber(name))} in DATA_DIR, which remembers what was signed, is missing: restore it from its newest backup. Only when ` +
      'there is none, say "despatch journal rebuild": it is made again from the database, after the witnesses were asked.',
  )
