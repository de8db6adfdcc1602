import { formatCheckpoint } from '../../log/checkpoint.ts'
import type { NoteSigner } from '../../log/keys.ts'
import { bearsLinesOf, signNote } from '../../log/note.ts'
import { openTrustCheckpoint, trustLeaf, trustRoot } from '../../log/trust-log.ts'
import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import { sha256 } from './hash.ts'
import { takeTerm } from './term.ts'
import type { TrustJournal } from './trust-journal.ts'
import { publishTrust, type ToEnter } from './trust-publish.ts'
import { demandRoot, reconcileTrust, type Vkeys } from './trust-reconcile.ts'

/** Records published by one checkpoint at most. */
const BATCH_SIZE = 500
/** How old the newest checkpoint grows before it is signed anew: clients seal by none that is older than a day. */
const SIGNED_ANEW_MS = 3600 * 1000

export type TrustSequencer = {
  /** Publishes what is staged, or signs anew what stands. @returns how many records; ask again until it is 0 */
  publishBatch(): Promise<number>
}

/**
 * The one writer of the trust log, under the same lock as that of the log, and in the same order: the batch is in its
 * journal before it is published, and the leaves in the database must have the root that was signed before anything
 * is signed over them. Partnerships change by the day, not by the second: the leaves are held in memory.
 */
export async function startTrustSequencer(dependencies: {
  db: Db
  journal: TrustJournal
  /** the log's key, and the same key signing with the time; while it is exchanged, the same of the next one */
  signers: readonly NoteSigner[]
  /** the log's key, and those that it had before */
  vkeys: Vkeys
  clock: () => Date
  demandAlone(): Promise<unknown>
  /** Rejects when a witness has seen more than there is here: asked before the first signature where something did not fit. */
  demandNotAhead?: (note?: string) => Promise<void>
}): Promise<TrustSequencer> {
  const { db, journal, signers, vkeys, clock, demandAlone, demandNotAhead } = dependencies
  const term = await takeTerm(db, 'trust', await journal.lastTerm())
  const held = await reconcileTrust({ db, journal, term, vkeys })
  const { leaves } = held
  let { signed } = held
  let inHand = false
  if (await journal.doubt.isSet()) {
    // Where there is nothing yet, the empty log is shown: there is but one.
    await demandNotAhead?.(signed ? undefined : await signedOver([]))
    await journal.doubt.clear()
  }

  function signedOver(all: readonly Uint8Array[]): Promise<string> {
    const [size, root] = [BigInt(all.length), trustRoot(sha256, all)]
    const [origin = ''] = vkeys[0].split('+')
    return signNote(formatCheckpoint({ origin, size, root }), ...signers)
  }

  async function publish(rows: readonly ToEnter[]): Promise<void> {
    if (inHand)
      throw new LogBrokenError('A batch was not published: the trust log is gone on with from a new start.')
    if (signed) demandRoot(leaves, signed)
    const from = leaves.length
    const added = rows.map(({ type, record }) => trustLeaf(sha256, type, record))
    const grown = [...leaves, ...added]
    await demandAlone()
    inHand = true
    const [oldSize, newSize] = [String(from), String(grown.length)]
    const checkpoint = await signedOver(grown)
    const records = rows.map(({ type, record, sha256: digest }) => ({ type, record, sha256: digest }))
    // What is signed anew is the same size and root: there is nothing to remember.
    if (rows.length > 0 || !signed) await journal.append(term, [{ oldSize, newSize, records, checkpoint }])
    const opened = { ...(await openTrustCheckpoint(checkpoint, vkeys[0])), note: checkpoint }
    await publishTrust(db, term, { from, rows, leaves: added, checkpoint, signed: opened })
    leaves.push(...added)
    signed = opened
    inHand = false
  }

  return {
    async publishBatch() {
      const rows = await db
        .selectFrom('trust_record')
        .leftJoin('trust_entry', 'trust_entry.record_id', 'trust_record.id')
        .select(['trust_record.id', 'trust_record.type', 'trust_record.record', 'trust_record.sha256'])
        .where('trust_entry.idx', 'is', null)
        .orderBy('trust_record.id')
        .limit(BATCH_SIZE)
        .execute()
      const now = clock()
      // Either way: a clock that was set back leaves a signature of a time to come.
      const isFresh = signed && Math.abs(now.getTime() - signed.signedAt.getTime()) < SIGNED_ANEW_MS
      // While the key is exchanged both have to have signed, whichever a client has.
      const isSigned = signed && bearsLinesOf(signed.note, signers)
      if (rows.length === 0 && isFresh && isSigned) return 0
      await publish(rows)
      return rows.length
    },
  }
}
