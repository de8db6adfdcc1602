import { sql } from 'kysely'
import type { LogProof } from '../../domain/wire/log-response.ts'
import { formatProof, inclusionProofs, type Subtrees, subtreesBy } from '../../log/proof.ts'
import type { TileReader } from '../../log/tree.ts'
import type { Db } from '../db.ts'
import { parents, sha256 } from './hash.ts'
import { sizeOf } from './read-tiles.ts'

/**
 * Proofs that staged records stand in the published log, each against the newest checkpoint that is shown; a
 * record that the sequencer has not entered yet, that waits for witnesses, or whose salt was erased, has none.
 *
 * @param subtrees of the tiles, from memory where whoever asks often has one (`rememberSubtrees`)
 */
export async function readProofs(
  db: Db,
  stagedIds: readonly bigint[],
  subtrees: Subtrees = subtreesBy({ parents }),
): Promise<ReadonlyMap<bigint, LogProof>> {
  const proofs = new Map<bigint, LogProof>()
  const { rows } = await proofQuery(stagedIds).execute(db)
  const entries = rows.filter((row) => row.entry !== null)
  const checkpoint = rows.find(({ note }) => note !== null)?.note
  if (typeof checkpoint !== 'string') return proofs
  const found = await inclusionProofs(
    sha256,
    tilesOf(rows),
    entries.map(({ idx }) => idx),
    sizeOf(checkpoint),
    subtrees,
  )
  for (const [at, { staged_id, idx, entry, type, salt }] of entries.entries()) {
    proofs.set(staged_id, {
      index: String(idx),
      type,
      salt: Buffer.from(salt).toString('base64'),
      entry,
      proof: formatProof({ index: idx, hashes: found[at] ?? [], checkpoint }),
    })
  }
  return proofs
}

/** An entry with the checkpoint's note; or, where `entry` is null, the tile `idx` at a level. */
type ProofRow =
  | { entry: string; staged_id: bigint; idx: bigint; type: string; salt: Uint8Array; note: string }
  | { entry: null; idx: bigint; level: number; bytes: Uint8Array | null; note: null }

/**
 * Entries, checkpoint and tiles by one question: the log grows, and an entry that is newer than the checkpoint is under
 * none. The tiles are those above each entry and those above the end of the tree: what stands beside the way from a leaf to
 * the root is in the same tile as the way is, or hangs together at the tree's end (RFC 6962 §2.1.1). Levels up to 6 hold 2^56
 * entries.
 */
export const proofQuery = (stagedIds: readonly bigint[]) => sql<ProofRow>`/* prepared: proofs */
  with newest as materialized (
    select size, note from shown_checkpoint order by size desc limit 1
  ), found as materialized (
    select entry.staged_id, entry.idx, entry.entry, staged.type, staged.salt, newest.note
      from newest, released_entry entry join log_staged staged on staged.id = entry.staged_id
      where entry.staged_id = any (${stagedIds.map(String)}::bigint[]) and staged.salt is not null
        and entry.idx < newest.size
  ), place as materialized (
    select distinct level, way.idx >> 8 * (level + 1) as n, newest.size >> 8 * level as hashes
      from newest, generate_series(0, 6) as level,
        (select idx from found union all select size from newest where exists (select from found)) as way
      where way.idx >> 8 * (level + 1) << 8 < newest.size >> 8 * level
  )
  select entry, staged_id, idx, type, salt, null::int as level, null::bytea as bytes, note from found
  union all
  select null, null, n, null, null, level,
      case level
        when 0 then (select string_agg(leaf, ''::bytea order by idx) from log_entry
          where idx >= n << 8 and idx < least(n + 1 << 8, hashes))
        -- A narrower tile is the beginning of a wider one.
        else (select tile.bytes from log_tile tile
          where tile.level = place.level and tile.n = place.n and tile.width >= least(256, hashes - (place.n << 8))
          order by tile.width limit 1)
      end, null
    from place`

function tilesOf(rows: readonly ProofRow[]): TileReader {
  const tiles = new Map<string, Uint8Array>()
  for (const row of rows) if (row.entry === null && row.bytes) tiles.set(`${row.level}/${row.idx}`, row.bytes)
  return {
    async hashes(level, n) {
      const bytes = tiles.get(`${level}/${n}`)
      if (bytes) return bytes
      throw new RangeError(`The tile ${n} at level ${level} is not there.`)
    },
  }
}

/** Proof that a referral's own entry (`accepted` or `arrived`) stands in the published log. */
export async function readReferralProof(db: Db, referralId: string): Promise<LogProof | null> {
  const row = await db
    .selectFrom('referral')
    .select('staged_id')
    .where('id', '=', referralId)
    .executeTakeFirst()
  return row ? ((await readProofs(db, [row.staged_id])).get(row.staged_id) ?? null) : null
}
