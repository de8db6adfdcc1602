import { sql } from 'kysely'
import { sameBytes } from '../../log/bytes.ts'
import { formatCheckpoint, openCheckpoint } from '../../log/checkpoint.ts'
import { ENTRY_TYPES, type EntryType, entryText } from '../../log/entry.ts'
import type { NoteSigner, NoteVerifier } from '../../log/keys.ts'
import { signNote } from '../../log/note.ts'
import {
  appendLeaves,
  emptyRoot,
  type Grown,
  leafHash,
  rootFromTiles,
  type TileReader,
} from '../../log/tree.ts'
import type { Db } from '../db.ts'
import type { Batch, BatchFile } from './batch-file.ts'
import { sha256 } from './hash.ts'
import { readCheckpoint } from './read-tiles.ts'
import { readTreeEdge, type TreeEdge } from './tree-edge.ts'

/** Entries published by one checkpoint at most. */
const BATCH_SIZE = 256

/** The log and what the sequencer remembers of it do not fit together. Nothing more is signed. */
export class LogBrokenError extends Error {
  override readonly name = 'LogBrokenError'
}

type Verifiers = readonly [NoteVerifier, ...NoteVerifier[]]

export type Sequencer = {
  /** Publishes what is staged, one batch. @returns how many entries; ask again until it is 0 */
  publishBatch(): Promise<number>
}

/**
 * The one writer of the log. Whoever composes it holds the advisory lock, so there is only one at a time.
 *
 * The order of a batch, and what is durable after each step:
 * 1. staged rows are read, the tree is extended in memory: nothing is durable;
 * 2. the checkpoint is signed and the whole batch is written to the batch file: from now on this checkpoint is
 *    what the log is at this size, even if we die, and no other will ever be signed for it;
 * 3. entries, tiles and checkpoint are inserted in one transaction: the batch is published, and what waits for
 *    it may leave.
 * A death between 2 and 3 is repaired at the next start by running step 3 from the file.
 */
export async function startSequencer(dependencies: {
  db: Db
  file: BatchFile
  /** the log's key; while it is exchanged, the next one, too */
  signers: readonly [NoteSigner, ...NoteSigner[]]
  /** the log's key, and those that it had before: what they signed stands */
  verifiers: Verifiers
  /** Resolves while we hold the lock, and rejects when we no longer do; asked before anything is signed. */
  demandAlone(): Promise<unknown>
}): Promise<Sequencer> {
  const { db, file, signers, verifiers, demandAlone } = dependencies
  const published = await readPublished(db, verifiers)
  let size = published.size
  let begun = published.note !== undefined
  const batch = await file.read()
  // The file is always written first, so a log without it has lost it, and we could sign a size twice.
  if (!batch && begun) {
    throw new LogBrokenError(
      'The file log/batch.json in DATA_DIR, which remembers what was signed last, is missing: restore it from a backup.',
    )
  }
  if (batch) {
    size = await reconcile(db, batch, published, verifiers)
    begun = true
  }
  await demandStoredRoot(await readTreeEdge(db, size), size, verifiers)

  return {
    async publishBatch() {
      const [rows, edge] = await Promise.all([
        db
          .selectFrom('log_pending')
          .innerJoin('log_staged', 'log_staged.id', 'log_pending.staged_id')
          .select(['log_staged.id', 'log_staged.type', 'log_staged.record', 'log_staged.salt'])
          .orderBy('log_staged.id')
          .limit(BATCH_SIZE)
          .execute(),
        readTreeEdge(db, size),
      ])
      // The first checkpoint is of the empty tree, so that there is one to be consistent with.
      if (rows.length === 0 && begun) return 0
      const entries = rows.map((row) => entryOf(row))
      // Checked again before every extension: a tree that was changed underneath is never signed over.
      await demandStoredRoot(edge, size, verifiers)
      const grown = await extend(edge.reader, size, entries)
      await demandAlone()
      const checkpoint = await signNote(
        formatCheckpoint({ origin: signers[0].name, size: grown.size, root: grown.root }),
        ...signers,
      )
      const next: Batch = {
        oldSize: String(size),
        newSize: String(grown.size),
        stagedIds: rows.map(({ id }) => String(id)),
        entries,
        checkpoint,
      }
      await file.write(next)
      await insertBatch(db, next, grown)
      size = grown.size
      begun = true
      return rows.length
    },
  }
}

function entryOf(row: { id: bigint; type: string; record: string | null; salt: Uint8Array | null }): string {
  const type = ENTRY_TYPES.find((known): known is EntryType => known === row.type)
  if (!type) throw new LogBrokenError(`The staged row ${row.id} is of the unknown type ${row.type}.`)
  if (row.record === null || row.salt === null) {
    throw new LogBrokenError(`The staged row ${row.id} was erased before it was entered.`)
  }
  return entryText(sha256, type, row.salt, row.record)
}

function extend(reader: TileReader, size: bigint, entries: readonly string[]): Promise<Grown> {
  return appendLeaves(sha256, { size, reader }, leavesOf(entries))
}

function leavesOf(entries: readonly string[]): Uint8Array[] {
  const encoder = new TextEncoder()
  return entries.map((entry) => leafHash(sha256, encoder.encode(entry)))
}

/**
 * Publishes a batch: one statement, and so one transaction. Level 0 of the tree is the entries' own leaf hashes, so
 * only what is above it is stored as tiles.
 */
async function insertBatch(db: Db, batch: Batch, grown: Grown): Promise<void> {
  const tiles = grown.newTiles.filter(({ level }) => level > 0)
  await sql`/* prepared: publish */
    with entered as (
      insert into log_entry (idx, staged_id, entry, leaf)
        select ${batch.oldSize}::bigint + n - 1, staged_id, entry, leaf
          from unnest(${batch.stagedIds}::bigint[], ${batch.entries}::text[], ${leavesOf(batch.entries)}::bytea[])
            with ordinality as batch (staged_id, entry, leaf, n)
    ), waits_no_more as (
      delete from log_pending where staged_id = any (${batch.stagedIds}::bigint[])
    ), grown as (
      insert into log_tile (level, n, width, bytes)
        select * from unnest(${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ n }) => String(n))}::bigint[],
          ${tiles.map(({ width }) => width)}::smallint[], ${tiles.map(({ bytes }) => bytes)}::bytea[])
    ), signed as (
      insert into checkpoint (size, note) values (${batch.newSize}::bigint, ${batch.checkpoint}::text)
    )
    select pg_notify('despatch_published', ${batch.newSize}::text)`.execute(db)
}

async function readPublished(db: Db, verifiers: Verifiers) {
  const note = await readCheckpoint(db)
  if (note === undefined) return { size: 0n, note: undefined }
  const { size } = await openCheckpoint(note, ...verifiers)
  return { size, note }
}

/** Compares the database with the batch that was last signed; publishes it when it was not yet. */
async function reconcile(
  db: Db,
  batch: Batch,
  published: { size: bigint; note: string | undefined },
  verifiers: Verifiers,
): Promise<bigint> {
  const signed = await openCheckpoint(batch.checkpoint, ...verifiers)
  if (signed.size === published.size && published.note === batch.checkpoint) return published.size
  if (signed.size < published.size) {
    throw new LogBrokenError(
      `The database holds ${published.size} log entries, but log/batch.json in DATA_DIR remembers ${signed.size}: ` +
        'DATA_DIR is older than the log. Restore a newer backup of it; nothing will be signed before.',
    )
  }
  if (BigInt(batch.oldSize) !== published.size || !(await holdsStaged(db, batch))) {
    throw new LogBrokenError(
      `The database holds ${published.size} log entries, but ${signed.size} were signed: it is older than the log. ` +
        'Restore a newer backup; nothing will be signed before.',
    )
  }
  const { reader } = await readTreeEdge(db, published.size)
  const grown = await extend(reader, published.size, batch.entries)
  if (grown.size !== signed.size || !sameBytes(grown.root, signed.root)) {
    throw new LogBrokenError('The batch that was signed last does not extend the tree in the database.')
  }
  await insertBatch(db, batch, grown)
  return grown.size
}

/**
 * Whether the rows that a batch was made of are still there and say the same. In a database that was set back
 * they are gone, or other records have been given their ids since.
 */
async function holdsStaged(db: Db, { stagedIds, entries }: Batch): Promise<boolean> {
  if (stagedIds.length === 0) return true
  const rows = await db
    .selectFrom('log_staged')
    .select(['id', 'type', 'record', 'salt'])
    .where('id', 'in', stagedIds.map(BigInt))
    .execute()
  const found = new Map(rows.map((row) => [String(row.id), row]))
  return stagedIds.every((id, at) => {
    const row = found.get(id)
    return row !== undefined && entryOf(row) === entries[at]
  })
}

/** The tree in the database must have the root that was signed: a changed row is found before it is built upon. */
async function demandStoredRoot(
  { note, reader }: TreeEdge,
  size: bigint,
  verifiers: Verifiers,
): Promise<void> {
  const signed =
    note === null ? { size: 0n, root: emptyRoot(sha256) } : await openCheckpoint(note, ...verifiers)
  const root = await rootFromTiles(sha256, reader, size)
  if (signed.size !== size || !sameBytes(root, signed.root)) {
    throw new LogBrokenError(
      'The tree in the database is not the one that was signed; nothing more is signed.',
    )
  }
}
