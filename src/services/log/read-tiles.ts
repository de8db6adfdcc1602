import { type Checkpoint, parseCheckpoint } from '../../log/checkpoint.ts'
import { encodeBundle, HASH_SIZE, parseTilePath, tileWidth } from '../../log/tiles.ts'
import type { TileReader } from '../../log/tree.ts'
import type { Db } from '../db.ts'
import { readEntries, tilesInDatabase } from './tiles-in-database.ts'

/** The newest signed checkpoint, verbatim; undefined before the first. */
export async function readCheckpoint(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('checkpoint')
    .select('note')
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.note
}

/**
 * The newest signed checkpoint that is shown to everybody, with the lines of the witnesses that have seen it; where it is
 * waited for them, the newest that enough have seen.
 */
export async function readShownCheckpoint(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('shown_checkpoint')
    .select('note')
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.note
}

/** How many entries are published: the size that the newest checkpoint names. */
export async function publishedSize(db: Db): Promise<bigint> {
  const note = await readCheckpoint(db)
  return note === undefined ? 0n : sizeOf(note)
}

/** The size that a signed checkpoint of our own names. */
export const sizeOf = (note: string): bigint => checkpointOf(note).size

/** What a signed checkpoint of our own says; its signature is not looked at. */
export function checkpointOf(note: string): Checkpoint {
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))
  if (!checkpoint) throw new Error('the stored checkpoint is not one')
  return checkpoint
}

/** A log as its tiles are read: how long it is, its hashes, and the texts of its entries. */
export type PublishedTree = {
  size(): Promise<bigint>
  tiles: TileReader
  /** the first `width` entries of the `n`-th bundle */
  entries(n: bigint, width: number): Promise<string[]>
}

/** The log of disclosures. */
export const disclosureTree = (db: Db): PublishedTree => ({
  size: () => publishedSize(db),
  tiles: tilesInDatabase(db),
  entries: async (n, width) => (await readEntries(db, n, width)).map(({ entry }) => entry),
})

/**
 * The bytes of a tile or an entry bundle by its path (C2SP tlog-tiles), or null when the published tree has no
 * such one. Any width up to what is published is served, since a narrower tile begins a wider one.
 */
export async function readTilePath(tree: PublishedTree, path: string): Promise<Uint8Array | null> {
  const address = parseTilePath(path)
  if (!address) return null
  const { level, n, width } = address
  const size = await tree.size()
  if (width > tileWidth(size, level === 'entries' ? 0 : level, n)) return null
  if (level === 'entries') return readBundle(tree, n, width)
  const bytes = await tree.tiles.hashes(level, n, width)
  return bytes.subarray(0, width * HASH_SIZE)
}

async function readBundle(tree: PublishedTree, n: bigint, width: number): Promise<Uint8Array> {
  const entries = await tree.entries(n, width)
  const encoder = new TextEncoder()
  return encodeBundle(entries.map((entry) => encoder.encode(entry)))
}
