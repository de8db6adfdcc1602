import { sql } from 'kysely'
import { FULL_WIDTH, HASH_SIZE } from '../../log/tiles.ts'
import type { TileReader } from '../../log/tree.ts'
import type { Db } from '../db.ts'

/** The right edge of the tree, which is all that a longer one is built upon, and the newest signed checkpoint. */
export type TreeEdge = { note: string | null; reader: TileReader }

/**
 * Reads, in one question, the newest checkpoint and the last tile of each level that is not full, of the tree of
 * `size` entries. What is not there is missed by whoever asks the reader for it.
 */
export async function readTreeEdge(db: Db, size: bigint): Promise<TreeEdge> {
  const wanted = edgeTiles(size)
  const [ground] = wanted
  const { rows } = await sql<EdgeRow>`/* prepared: edge */
    select
      (select note from checkpoint order by size desc limit 1) as note,
      (select coalesce(string_agg(leaf, ''::bytea order by idx), '') from log_entry
          where idx >= ${String(ground?.first ?? 0n)}::bigint and idx < ${String(size)}::bigint) as leaves,
      -- A narrower tile is the beginning of a wider one.
      (select json_agg(encode(coalesce((select bytes from log_tile
            where log_tile.level = wanted.level and log_tile.n = wanted.n and log_tile.width >= wanted.width
            order by log_tile.width limit 1), ''), 'hex') order by wanted.at)
          from unnest(${wanted.map(({ level }) => level)}::smallint[], ${wanted.map(({ n }) => String(n))}::bigint[],
            ${wanted.map(({ width }) => width)}::smallint[]) with ordinality as wanted (level, n, width, at)) as tiles`.execute(
    db,
  )
  const [row] = rows
  if (!row) throw new Error('a question without a table has one answer')
  return {
    note: row.note,
    reader: {
      async hashes(level, n, width) {
        const at = wanted.findIndex((tile) => tile.level === level && tile.n === n)
        const bytes = level === 0 ? row.leaves : Buffer.from(row.tiles?.[at] ?? '', 'hex')
        if (at === -1 || bytes.byteLength < width * HASH_SIZE) {
          throw new RangeError(`The tile ${n} at level ${level} is not there.`)
        }
        return bytes
      },
    },
  }
}

type EdgeRow = { note: string | null; leaves: Uint8Array; tiles: string[] | null }

/** The last tile of each level, lowest first; of width 0 where that level's tiles are all full. */
function edgeTiles(size: bigint): { level: number; n: bigint; width: number; first: bigint }[] {
  const tiles = []
  for (let level = 0, count = size; count > 0n; level += 1) {
    const n = count / BigInt(FULL_WIDTH)
    tiles.push({ level, n, width: Number(count % BigInt(FULL_WIDTH)), first: n * BigInt(FULL_WIDTH) })
    count = n
  }
  return tiles
}
