import { sql } from 'kysely'
import { appendLeaves, type Grown, leafHash, type TileReader } from '../../log/tree.ts'
import type { Db } from '../db.ts'
import { sha256 } from './hash.ts'
import type { Batch } from './log-journal.ts'
import { TermEndedError } from './term.ts'

/** A grown tree, and the leaf hashes of what was added. */
export type Extended = Grown & { leaves: readonly Uint8Array[] }

/** The tree of `size` entries with these behind them. @param leaves of the entries, where they are known already */
export async function extend(
  reader: TileReader,
  size: bigint,
  entries: readonly string[],
  leaves: readonly Uint8Array[] = leavesOf(entries),
): Promise<Extended> {
  return { ...(await appendLeaves(sha256, { size, reader }, leaves)), leaves }
}

/** The leaf hashes of entries. */
export function leavesOf(entries: readonly string[]): Uint8Array[] {
  const encoder = new TextEncoder()
  return entries.map((entry) => leafHash(sha256, encoder.encode(entry)))
}

/**
 * Publishes a batch: one statement, and so one transaction. Level 0 of the tree is the entries' own leaf hashes, so
 * only what is above it is stored as tiles.
 *
 * The writer's row is locked for sharing: whoever takes the next term waits for this, and then sees it, or has it already, and
 * then this publishes nothing.
 *
 * @throws TermEndedError when another sequencer has begun since this term
 */
export async function publishInDatabase(db: Db, term: bigint, batch: Batch, grown: Extended): Promise<void> {
  const tiles = grown.newTiles.filter(({ level }) => level > 0)
  const { rows } = await sql`/* prepared: publish */
    with writer as materialized (
      select term from log_writer where log = 'log' and term = ${String(term)}::bigint for share
    ), entered as (
      insert into log_entry (idx, staged_id, entry, leaf)
        select ${batch.oldSize}::bigint + n - 1, staged_id, entry, leaf
          from writer, unnest(${batch.stagedIds}::bigint[], ${batch.entries}::text[], ${grown.leaves}::bytea[])
            with ordinality as batch (staged_id, entry, leaf, n)
    ), waits_no_more as (
      delete from log_pending using writer where staged_id = any (${batch.stagedIds}::bigint[])
    ), grown as (
      insert into log_tile (level, n, width, bytes)
        select tile.* from writer, unnest(${tiles.map(({ level }) => level)}::smallint[],
          ${tiles.map(({ n }) => String(n))}::bigint[], ${tiles.map(({ width }) => width)}::smallint[],
          ${tiles.map(({ bytes }) => bytes)}::bytea[]) as tile
    ), signed as (
      insert into checkpoint (size, note) select ${batch.newSize}::bigint, ${batch.checkpoint}::text from writer
    )
    select pg_notify('despatch_published', ${batch.newSize}::text) from writer`.execute(db)
  if (rows.length === 0) throw new TermEndedError()
}
