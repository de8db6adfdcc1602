import { sql } from 'kysely'
import { sameBytes } from '../../log/bytes.ts'
import { formatCheckpoint } from '../../log/checkpoint.ts'
import type { NoteSigner } from '../../log/keys.ts'
import { bearsLinesOf, NoteError, signNote } from '../../log/note.ts'
import { openTrustCheckpoint, trustLeaf, trustRoot } from '../../log/trust-log.ts'
import type { Db } from '../db.ts'
import type { DurableFile } from './batch-file.ts'
import { sha256 } from './hash.ts'
import { LogBrokenError } from './sequence.ts'
import type { TrustBatch } from './trust-file.ts'

/** Records published by one checkpoint at most. */
const BATCH_SIZE = 500
/** How old the newest checkpoint grows before it is signed anew: clients seal by none that is older than a day. */
const SIGNED_ANEW_MS = 3600 * 1000

export type TrustSequencer = {
  /** Publishes what is staged, or signs anew what stands. @returns how many records; ask again until it is 0 */
  publishBatch(): Promise<number>
}

/**
 * The one writer of the trust log, under the same lock as that of the log, and in the same order: the batch is written
 * to its file before it is published, and the leaves in the database must have the root that was signed before anything
 * is signed over them. Partnerships change by the day, not by the second: the leaves are held in memory.
 */
export async function startTrustSequencer(dependencies: {
  db: Db
  file: DurableFile<TrustBatch>
  /** the log's key, and the same key signing with the time; while it is exchanged, the same of the next one */
  signers: readonly NoteSigner[]
  /** the log's key, and those that it had before */
  vkeys: readonly [string, ...string[]]
  clock: () => Date
  demandAlone(): Promise<unknown>
}): Promise<TrustSequencer> {
  const { db, file, signers, vkeys, clock, demandAlone } = dependencies
  const leaves = await readLeaves(db)
  const stored = await db.selectFrom('trust_checkpoint').select('note').executeTakeFirst()
  let signed = stored ? await openAny(stored.note, vkeys) : null
  let note = stored?.note
  const batch = await file.read()
  if (!batch && signed) {
    throw new LogBrokenError(
      'The file log/trust.json in DATA_DIR, which remembers what was signed last, is missing: restore it from a backup.',
    )
  }
  if (batch) {
    const last = await openAny(batch.checkpoint, vkeys)
    if (BigInt(leaves.length) === BigInt(batch.oldSize) && last.size > BigInt(leaves.length)) {
      const records = await recordsOf(db, batch)
      leaves.push(...records.map(({ type, record }) => trustLeaf(sha256, type, record)))
      demandRoot(leaves, last)
      await publish(db, batch, leaves, last.signedAt)
    }
    signed = last
    note = batch.checkpoint
  }
  if (signed) demandRoot(leaves, signed)

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
      const isSigned = note !== undefined && bearsLinesOf(note, signers)
      if (rows.length === 0 && isFresh && isSigned) return 0
      if (signed) demandRoot(leaves, signed)
      const grown = [...leaves, ...rows.map(({ type, record }) => trustLeaf(sha256, type, record))]
      await demandAlone()
      const [origin = ''] = vkeys[0].split('+')
      const root = trustRoot(sha256, grown)
      const checkpoint = await signNote(
        formatCheckpoint({ origin, size: BigInt(grown.length), root }),
        ...signers,
      )
      const next: TrustBatch = {
        oldSize: String(leaves.length),
        newSize: String(grown.length),
        recordIds: rows.map(({ id }) => String(id)),
        sha256: rows.map((row) => row.sha256),
        checkpoint,
      }
      await file.write(next)
      const opened = await openTrustCheckpoint(checkpoint, vkeys[0])
      await publish(db, next, grown, opened.signedAt)
      leaves.splice(0, leaves.length, ...grown)
      signed = opened
      note = checkpoint
      return rows.length
    },
  }
}

/** Opens a checkpoint that one of the keys has signed. @throws NoteError */
async function openAny(note: string, vkeys: readonly [string, ...string[]]) {
  const [newest, ...before] = vkeys
  for (const vkey of before) {
    try {
      return await openTrustCheckpoint(note, vkey)
    } catch (error) {
      if (!(error instanceof NoteError)) throw error
    }
  }
  return openTrustCheckpoint(note, newest)
}

async function readLeaves(db: Db): Promise<Uint8Array[]> {
  const rows = await db.selectFrom('trust_entry').select(['idx', 'leaf']).orderBy('idx').execute()
  if (rows.some(({ idx }, at) => idx !== BigInt(at)))
    throw new LogBrokenError('The trust log in the database has a gap; nothing more is signed.')
  return rows.map(({ leaf }) => new Uint8Array(leaf))
}

async function recordsOf(db: Db, { recordIds, sha256: digests }: TrustBatch) {
  const rows = await db
    .selectFrom('trust_record')
    .select(['type', 'record', 'sha256'])
    .where('id', 'in', recordIds.map(BigInt))
    .orderBy('id')
    .execute()
  if (rows.length === digests.length && rows.every((row, at) => row.sha256 === digests[at])) return rows
  throw new LogBrokenError(
    'The trust log in the database is older than what was signed of it. Restore a newer backup; nothing will be signed before.',
  )
}

function demandRoot(leaves: readonly Uint8Array[], signed: { size: bigint; root: Uint8Array }): void {
  if (signed.size === BigInt(leaves.length) && sameBytes(trustRoot(sha256, leaves), signed.root)) return
  throw new LogBrokenError(
    'The trust log in the database is not the one that was signed; nothing more is signed.',
  )
}

/** One statement, and so one transaction. */
async function publish(db: Db, batch: TrustBatch, leaves: readonly Uint8Array[], at: Date): Promise<void> {
  const from = Number(batch.oldSize)
  await sql`
    with entered as (
      insert into trust_entry (idx, record_id, leaf)
        select ${batch.oldSize}::bigint + n - 1, record_id, leaf
          from unnest(${batch.recordIds}::bigint[], ${leaves.slice(from)}::bytea[])
            with ordinality as batch (record_id, leaf, n)
    ), signed as (
      insert into trust_checkpoint (size, note, at) values (${batch.newSize}::bigint, ${batch.checkpoint}, ${at})
        on conflict (only_one) do update set size = excluded.size, note = excluded.note, at = excluded.at
    )
    select pg_notify('despatch_published', 'trust')`.execute(db)
}
