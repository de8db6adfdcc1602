import { FULL_WIDTH, HASH_SIZE } from '../../log/tiles.ts'
import type { TileReader } from '../../log/tree.ts'
import type { Db } from '../db.ts'

/**
 * The tree's tiles as the database keeps them: level 0 is the entries' own leaf hashes, higher levels stand in
 * `log_tile`, each width that was ever written; a narrower tile is the beginning of a wider one.
 */
export function tilesInDatabase(db: Db): TileReader {
  return {
    async hashes(level, n, width) {
      const bytes = level === 0 ? await leaves(db, n, width) : await tile(db, level, n, width)
      if (bytes.byteLength < width * HASH_SIZE)
        throw new RangeError(`The tile ${n} at level ${level} is not there.`)
      return bytes
    },
  }
}

async function leaves(db: Db, n: bigint, width: number): Promise<Uint8Array> {
  const rows = await readEntries(db, n, width)
  return Buffer.concat(rows.map(({ leaf }) => leaf))
}

/** The first `width` entries of the `n`-th bundle, in order, with their leaf hashes. */
export async function readEntries(db: Db, n: bigint, width: number) {
  const first = n * BigInt(FULL_WIDTH)
  return db
    .selectFrom('log_entry')
    .select(['entry', 'leaf'])
    .where('idx', '>=', first)
    .where('idx', '<', first + BigInt(width))
    .orderBy('idx')
    .execute()
}

async function tile(db: Db, level: number, n: bigint, width: number): Promise<Uint8Array> {
  const row = await db
    .selectFrom('log_tile')
    .select('bytes')
    .where('level', '=', level)
    .where('n', '=', n)
    .where('width', '>=', width)
    .orderBy('width')
    .limit(1)
    .executeTakeFirst()
  return row?.bytes ?? new Uint8Array()
}
