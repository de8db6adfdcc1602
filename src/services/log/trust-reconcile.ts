import { NoteError } from '../../log/note.ts'
import { openTrustCheckpoint, trustLeaf, trustRoot } from '../../log/trust-log.ts'
import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import { sha256 } from './hash.ts'
import { emptyHead, type Head, sameHead } from './stored-root.ts'
import type { TrustBatch, TrustJournal } from './trust-journal.ts'
import { publishTrust, type Signed, type ToEnter } from './trust-publish.ts'

/** The verifier key of the trust log, and those that it had before. */
export type Vkeys = readonly [string, ...string[]]

export type TrustReconciling = { db: Db; journal: TrustJournal; term: bigint; vkeys: Vkeys }

/** What the trust log holds: its leaves, and the checkpoint over them, null before the first. */
export type TrustHeld = { leaves: Uint8Array[]; signed: Signed | null }

/**
 * Compares the trust log in the database with its journal. A journal that is behind is filled up. A database that is
 * behind is not: a record makes rows in other tables, of people and what they may do, with private parts that only their
 * agency has, and it is judged by who enters it. Its records wait in the journal to be entered again; as soon as all of them
 * are there, the checkpoint that was signed over them is published as it was.
 *
 * @throws LogBrokenError with what to do
 */
export async function reconcileTrust(of: TrustReconciling): Promise<TrustHeld> {
  const { db, journal, term, vkeys } = of
  const leaves = await readLeaves(db)
  const stored = await db.selectFrom('trust_checkpoint').select('note').executeTakeFirst()
  const signed = stored ? await openOurs(stored.note, vkeys) : null
  demandRoot(leaves, signed ?? emptyHead())
  const last = await journal.last()
  const batch = await journal.before.read()
  if (!last && !signed && !batch) {
    await journal.doubt.set()
    return { leaves, signed: null }
  }
  const fill = async (from: bigint, { size }: Signed) => {
    const records = await recordsIn(db, from)
    const checkpoint = stored?.note ?? ''
    await journal.append(term, [{ oldSize: String(from), newSize: String(size), records, checkpoint }])
  }
  if (!last && batch) return takeOver(of, { leaves, signed, batch, fill })
  await journal.before.remove()
  if (!last) {
    if (!signed || !(await journal.rebuild.isSet())) throw missing()
    await journal.doubt.set()
    await fill(0n, signed)
    await journal.rebuild.clear()
    return { leaves, signed }
  }
  await journal.rebuild.clear()
  const end = await openOurs(last.checkpoint, vkeys)
  if (signed && sameHead(end, signed)) return { leaves, signed }
  const known = await readJournal(journal)
  demandRoot(known.map(leafOf), end)
  const shorter = Math.min(known.length, leaves.length)
  if (!sameLeaves(known.slice(0, shorter).map(leafOf), leaves.slice(0, shorter))) throw twoLogs()
  if (signed && known.length < leaves.length) {
    await journal.doubt.set()
    await fill(end.size, signed)
    return { leaves, signed }
  }
  // A death leaves this, and so do two backups of different moments: whoever has seen more is asked before anything is signed.
  await journal.doubt.set()
  return enterAgain(of, leaves, { toEnter: known.slice(leaves.length), checkpoint: last.checkpoint, end })
}

/** Publishes a checkpoint again over records that are in the database and stand in its trust log no more, or not yet. */
async function enterAgain(
  { db, term }: TrustReconciling,
  leaves: readonly Uint8Array[],
  { toEnter, checkpoint, end }: { toEnter: readonly { sha256: string }[]; checkpoint: string; end: Signed },
): Promise<TrustHeld> {
  const found = await rowsOf(db, toEnter)
  const missing = toEnter.length - found.length
  if (missing > 0) throw behind(missing, end.size)
  const grown = [...leaves, ...found.map(leafOf)]
  demandRoot(grown, end)
  const from = leaves.length
  await publishTrust(db, term, { from, rows: found, leaves: grown.slice(from), checkpoint, signed: end })
  return { leaves: grown, signed: end }
}

/** Takes over `trust.json`: what it has beyond the database is published, then all stands in one line. */
async function takeOver(
  of: TrustReconciling,
  {
    leaves,
    signed,
    batch,
    fill,
  }: TrustHeld & {
    batch: { oldSize: string; sha256: readonly string[]; checkpoint: string }
    fill(from: bigint, signed: Signed): Promise<void>
  },
): Promise<TrustHeld> {
  const { db, journal, term, vkeys } = of
  const end = await openOurs(batch.checkpoint, vkeys)
  const isAhead = !signed || end.size > signed.size
  if (isAhead && batch.oldSize !== String(leaves.length))
    throw behind(Number(end.size) - leaves.length, end.size)
  const found = isAhead
    ? await rowsOf(
        db,
        batch.sha256.map((digest) => ({ sha256: digest })),
      )
    : []
  if (isAhead && found.length < batch.sha256.length)
    throw behind(batch.sha256.length - found.length, end.size)
  if (
    !isAhead &&
    !sameHead(end, { size: end.size, root: trustRoot(sha256, leaves.slice(0, Number(end.size))) })
  )
    throw twoLogs()
  if (signed && end.size < signed.size) await journal.doubt.set()
  if (signed) await fill(0n, signed)
  if (isAhead) {
    demandRoot([...leaves, ...found.map(leafOf)], end)
    const oldSize = String(signed?.size ?? 0n)
    await journal.append(term, [{ ...batch, oldSize, newSize: String(end.size), records: found }])
  }
  await journal.before.remove()
  if (!isAhead) return { leaves, signed }
  return enterAgain(of, leaves, { toEnter: found, checkpoint: batch.checkpoint, end })
}

/** Opens a checkpoint that one of the keys has signed. @throws LogBrokenError */
async function openOurs(note: string, vkeys: Vkeys): Promise<Signed> {
  for (const vkey of vkeys) {
    try {
      return { ...(await openTrustCheckpoint(note, vkey)), note }
    } catch (error) {
      if (!(error instanceof NoteError)) throw error
    }
  }
  throw new LogBrokenError(
    "A checkpoint of the trust log is not signed by its key: it was changed, or is another log's. Restore DATA_DIR and the " +
      'database that belong together; nothing will be signed before.',
  )
}

async function readLeaves(db: Db): Promise<Uint8Array[]> {
  const rows = await db.selectFrom('trust_entry').select(['idx', 'leaf']).orderBy('idx').execute()
  if (rows.some(({ idx }, at) => idx !== BigInt(at)))
    throw new LogBrokenError('The trust log in the database has a gap; nothing more is signed.')
  return rows.map(({ leaf }) => new Uint8Array(leaf))
}

/** All records of the journal. They are thousands at most, as every client reads them. */
async function readJournal(journal: TrustJournal): Promise<TrustBatch['records']> {
  const records: TrustBatch['records'] = []
  for await (const line of journal.from(0n)) records.push(...line.records)
  return records
}

function recordsIn(db: Db, from: bigint): Promise<TrustBatch['records']> {
  return db
    .selectFrom('trust_entry')
    .innerJoin('trust_record', 'trust_record.id', 'trust_entry.record_id')
    .select(['trust_record.type', 'trust_record.record', 'trust_record.sha256'])
    .where('trust_entry.idx', '>=', from)
    .orderBy('trust_entry.idx')
    .execute()
}

/** The rows of these records, in this order; those that are not there are left out. */
async function rowsOf(db: Db, wanted: readonly { sha256: string }[]): Promise<ToEnter[]> {
  if (wanted.length === 0) return []
  const rows = await db
    .selectFrom('trust_record')
    .select(['id', 'type', 'record', 'sha256'])
    .where(
      'sha256',
      'in',
      wanted.map(({ sha256: digest }) => digest),
    )
    .execute()
  const found = new Map(rows.map((row) => [row.sha256, row]))
  return wanted.flatMap(({ sha256: digest }) => found.get(digest) ?? [])
}

const leafOf = ({ type, record }: { type: string; record: string }) => trustLeaf(sha256, type, record)

const sameLeaves = (one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean =>
  Buffer.concat(one).equals(Buffer.concat(other))

/** @throws LogBrokenError when these leaves have not the root that was signed */
export function demandRoot(leaves: readonly Uint8Array[], signed: Head): void {
  if (sameHead(signed, { size: BigInt(leaves.length), root: trustRoot(sha256, leaves) })) return
  throw new LogBrokenError(
    'The trust log in the database is not the one that was signed; nothing more is signed.',
  )
}

const missing = (): LogBrokenError =>
  new LogBrokenError(
    'The folder log/trust in DATA_DIR, which remembers what was signed of the trust log, is missing: restore it from its newest ' +
      'backup. Only when there is none, say "despatch journal rebuild": it is made again from the database, after the witnesses were asked.',
  )

const behind = (records: number, size: bigint): LogBrokenError =>
  new LogBrokenError(
    `The trust log in the database is older than what was signed of it: ${records} of its ${size} records are missing. Restore a newer ` +
      'backup; or have them entered again, in their order and with nothing else between (docs/operating.md, "Backup and restore"): ' +
      'they stand in log/trust in DATA_DIR. Nothing will be signed before.',
  )

const twoLogs = (): LogBrokenError =>
  new LogBrokenError(
    'The trust log in the database and its journal in DATA_DIR tell of two logs, and neither is the beginning of the other: they do ' +
      'not belong together. Restore the DATA_DIR and the database of one service; nothing will be signed before.',
  )
