import { sql } from 'kysely'
import { concat } from '../../log/bytes.ts'
import { FULL_WIDTH, HASH_SIZE } from '../../log/tiles.ts'
import { formatTrustEntry } from '../../log/trust-log.ts'
import type { Db } from '../db.ts'
import { type PublishedTree, sizeOf } from './read-tiles.ts'

/** The newest checkpoint of the trust log as its key alone signed it; undefined before the first. */
export async function readTrustNote(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('trust_checkpoint').select('note').executeTakeFirst()
  return row?.note
}

/**
 * The trust log as the database keeps its tree: the leaves with the entries, above them the root of each tile that is
 * full. Of a tile no more is read than it has hashes, however long the log.
 */
export const trustTree = (db: Db): PublishedTree => ({
  async size() {
    const note = await readTrustNote(db)
    return note === undefined ? 0n : sizeOf(note)
  },
  tiles: {
    async hashes(level, n, width) {
      const hashes = await (level === 0 ? leaves(db, n, width) : subtrees(db, level, n, width))
      const bytes = concat(hashes)
      if (bytes.length === width * HASH_SIZE) return bytes
      throw new RangeError(`The tile ${n} at level ${level} of the trust log is not there.`)
    },
  },
  async entries(n, width) {
    const [from, to] = spanOf(n, width)
    const { rows } = await sql<{ type: string; sha256: Uint8Array }>`/* prepared: trust bundle */
      select type, decode(sha256, 'hex') as sha256
        from trust_entry join trust_record on trust_record.id = trust_entry.record_id
        where idx >= ${from}::bigint and idx < ${to}::bigint
        order by idx`.execute(db)
    return rows.map(formatTrustEntry)
  },
})

async function leaves(db: Db, n: bigint, width: number): Promise<Uint8Array[]> {
  const [from, to] = spanOf(n, width)
  const { rows } = await sql<{ leaf: Uint8Array }>`/* prepared: trust leaves */
    select leaf from trust_entry where idx >= ${from}::bigint and idx < ${to}::bigint order by idx`.execute(
    db,
  )
  return rows.map(({ leaf }) => leaf)
}

async function subtrees(db: Db, level: number, n: bigint, width: number): Promise<Uint8Array[]> {
  const [from, to] = spanOf(n, width)
  const { rows } = await sql<{ hash: Uint8Array }>`/* prepared: trust tile */
    select hash from trust_subtree
      where level = ${level}::smallint and n >= ${from}::bigint and n < ${to}::bigint order by n`.execute(db)
  return rows.map(({ hash }) => hash)
}

/** The first `width` places of the `n`-th tile, as decimal texts. */
function spanOf(n: bigint, width: number): [from: string, to: string] {
  const first = n * BigInt(FULL_WIDTH)
  return [String(first), String(first + BigInt(width))]
}
