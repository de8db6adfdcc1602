import { formatCheckpoint } from '../../log/checkpoint.ts'
import type { NoteSigner } from '../../log/keys.ts'
import { signNote } from '../../log/note.ts'
import type { Db } from '../db.ts'
import { type Beginning, demandToBegin, isUnderName, stageContinued } from './begin-anew.ts'
import { LogBrokenError } from './broken.ts'
import { carried } from './destructions.ts'
import type { Batch, LogJournal } from './log-journal.ts'
import { extend, publishInDatabase } from './publish-batch.ts'
import { NOTHING_STAGED, readStaged, type Staged, stagedOf } from './read-staged.ts'
import { reconcile } from './reconcile.ts'
import type { Repair } from './reconciling.ts'
import { demandStoredRoot, type Verifiers } from './stored-root.ts'
import { demandTerm, takeTerm } from './term.ts'
import { readTreeEdge, type TreeEdge } from './tree-edge.ts'

export { LogBrokenError } from './broken.ts'

/** Entries published by one checkpoint at most. */
const BATCH_SIZE = 256

export type Sequencer = {
  /** Publishes what is staged, one batch. @returns how many entries; ask again until it is 0 */
  publishBatch(): Promise<number>
}

/**
 * The one writer of the log. Whoever composes it holds the advisory lock, so there is only one at a time; should another
 * begin all the same, what this one still has in hand is published no more (see `term.ts`).
 *
 * The order of a batch, and what is durable after each step:
 * 1. staged rows are read, the root of the tree in the database is compared with the one that was signed, the tree is extended
 *    in memory, the lock asked for, the checkpoint signed: nothing is durable, and nobody has seen anything;
 * 2. the whole batch is one line of the journal, on disk: from now on this checkpoint is what the log is at this size,
 *    even if we die, and no other will ever be published for it;
 * 3. entries, tiles and checkpoint are inserted in one transaction, by the writer of this term alone: the batch is
 *    published, and what waits for it may leave. Witnesses are shown what is published.
 * A death within 2 leaves a torn line, which is passed over; between 2 and 3 the next start runs step 3 from the journal. A
 * database that is set back to any earlier state gets all that it lacks in the same way, and a journal that is
 * set back gets it from the database.
 */
export async function startSequencer(dependencies: {
  db: Db
  journal: LogJournal
  /** the log's key; while it is exchanged, the next one, too */
  signers: readonly [NoteSigner, ...NoteSigner[]]
  verifiers: Verifiers
  /** where it is to go on under another name: what is known of the one before */
  beginning?: Beginning | null
  /** Resolves while we hold the lock, and rejects when we no longer do; asked before anything is signed. */
  demandAlone(): Promise<unknown>
  /** Rejects when a witness has seen more than there is here: asked before the first signature where something did not fit. */
  demandNotAhead?: () => Promise<void>
  /** Is told what is mended. */
  tell?: (repair: Repair) => void
}): Promise<Sequencer> {
  const { db, journal, signers, verifiers, demandAlone, demandNotAhead, tell = () => {} } = dependencies
  const term = await takeTerm(db, 'log', await journal.lastTerm())
  const head = await reconcile({ db, journal, term, verifiers, tell })
  let size = head?.size ?? 0n
  let inHand = false
  /** what is read already of what comes after the batch in hand */
  let ahead: Promise<Staged> | undefined
  // The first checkpoint is of the empty tree, so that there is one to be consistent with. There is but one such tree.
  if (!head) await publish(NOTHING_STAGED, await readTreeEdge(db, size))
  const edge = await readTreeEdge(db, size)
  await demandStoredRoot(edge, size, verifiers)
  if (edge.note !== null && !isUnderName(edge.note, signers[0].name)) await beginAnew(edge)
  await journal.begin.clear()
  if (await journal.doubt.isSet()) {
    await demandNotAhead?.()
    await journal.doubt.clear()
  }

  /** The first entry under another name stands alone under its first checkpoint, and says where it goes on from. */
  async function beginAnew(from: TreeEdge): Promise<void> {
    const beginning = await demandToBegin(journal, dependencies.beginning ?? null)
    const row = await stageContinued(db, { ...beginning, size, stored: from.note })
    await publish(stagedOf([row]), from)
  }

  async function publish(
    { stagedIds, entries, leaves, destructions }: Staged,
    edge: TreeEdge,
  ): Promise<void> {
    // What failed in between is found out by the next start, and by nothing else.
    if (inHand)
      throw new LogBrokenError('A batch was not published: the log is gone on with from a new start.')
    // Checked again before every extension: a tree that was changed underneath is never signed over.
    await demandStoredRoot(edge, size, verifiers).catch(async (error: unknown) => {
      // A tree that a successor made longer is no changed one.
      await demandTerm(db, 'log', term)
      throw error
    })
    const grown = await extend(edge.reader, size, entries, leaves)
    await demandAlone()
    inHand = true
    const checkpoint = await signNote(
      formatCheckpoint({ origin: signers[0].name, size: grown.size, root: grown.root }),
      ...signers,
    )
    const [oldSize, newSize] = [String(size), String(grown.size)]
    const batch: Batch = {
      ...{ oldSize, newSize, stagedIds: [...stagedIds], entries: [...entries] },
      ...carried(destructions),
      checkpoint,
    }
    await journal.append(term, [batch])
    await publishInDatabase(db, term, batch, grown)
    size = grown.size
    inHand = false
  }

  return {
    async publishBatch() {
      const early = ahead
      ahead = undefined
      const now = () => readStaged(db, [], BATCH_SIZE)
      const [first, edge] = await Promise.all([early ?? now(), readTreeEdge(db, size)])
      // Where nothing waited when it was read early, something may since.
      const staged = early && first.entries.length === 0 ? await now() : first
      const { length } = staged.entries
      if (length === 0) return 0
      // Where more waits than one checkpoint takes, what comes next is read and hashed while this is being written. What it
      // is built upon is read, and compared, when its turn has come.
      if (length === BATCH_SIZE) {
        ahead = readStaged(db, staged.stagedIds, BATCH_SIZE)
        // Whoever stops before its turn does not ask how that went.
        ahead.catch(() => {})
      }
      await publish(staged, edge)
      return length
    },
  }
}
