import { sql } from 'kysely'
import type { LogProof } from '../../domain/wire/log-response.ts'
import type { Checkpoint } from '../../log/checkpoint.ts'
import { formatProof, inclusionProofs, verifyInclusion } from '../../log/proof.ts'
import { leafHash, type TileReader } from '../../log/tree.ts'
import type { Db } from '../db.ts'
import { sha256 } from './hash.ts'
import { checkpointOf } from './read-tiles.ts'
import { rememberSubtrees, type TileMemory, tileName } from './remember-subtrees.ts'

/**
 * Proofs that staged records stand in the published log, each against the newest checkpoint that is shown; a
 * record that the sequencer has not entered yet, that waits for witnesses, or whose salt was erased, has none.
 *
 * @param memory of tiles, where whoever asks often has one: those in it are not asked for
 */
export async function readProofs(
  db: Db,
  stagedIds: readonly bigint[],
  memory: TileMemory = rememberSubtrees(),
): Promise<ReadonlyMap<bigint, LogProof>> {
  const proofs = new Map<bigint, LogProof>()
  const remembered = memory.tiles()
  const { rows } = await proofQuery(stagedIds, [...remembered.keys()]).execute(db)
  const entries = rows.filter((row) => row.entry !== null)
  const note = rows.find((row) => row.note !== null)?.note
  if (typeof note !== 'string') return proofs
  const checkpoint = checkpointOf(note)
  const found = await inclusionProofs(
    sha256,
    tilesOf(rows, remembered),
    entries.map(({ idx }) => idx),
    checkpoint.size,
    memory.subtrees,
  )
  for (const [at, { staged_id, idx, entry, type, salt }] of entries.entries()) {
    const hashes = found[at] ?? []
    // A database that was put back under us may have grown into another tree than the one that is remembered.
    if (remembered.size > 0 && !holds(checkpoint, { index: idx, entry, hashes })) {
      memory.forget()
      // Another question may have filled it again from that tree: this one is asked anew with nothing remembered.
      return readProofs(db, stagedIds)
    }
    proofs.set(staged_id, {
      index: String(idx),
      type,
      salt: Buffer.from(salt).toString('base64'),
      entry,
      proof: formatProof({ index: idx, hashes, checkpoint: note }),
    })
  }
  return proofs
}

function holds(
  { size, root }: Pick<Checkpoint, 'size' | 'root'>,
  { index, entry, hashes }: { index: bigint; entry: string; hashes: Uint8Array[] },
): boolean {
  const leaf = leafHash(sha256, Buffer.from(entry))
  return verifyInclusion(sha256, { index, size, leaf, root, proof: hashes })
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
 *
 * @param known tiles that whoever asks has already, by their names: they are left out
 */
export const proofQuery = (
  stagedIds: readonly bigint[],
  known: readonly string[] = [],
) => sql<ProofRow>`/* prepared: proofs */
  with newest as materialized (
    select size, note from shown_checkpoint order by size desc limit 1
  ), found as materialized (
    select entry.staged_id, entry.idx, entry.entry, staged.type, staged.salt, newest.note
      from newest, released_entry entry join log_staged staged on staged.id = entry.staged_id
      where entry.staged_id = any (${stagedIds.map(String)}::bigint[]) and staged.salt is not null
        and entry.idx < newest.size
  ), place as materialized (
    select distinct level, way.idx >> 8 * (level + 1) as n,
        least(256, (newest.size >> 8 * level) - (way.idx >> 8 * (level + 1) << 8)) as width
      from newest, generate_series(0, 6) as level,
        (select idx from found union all select size from newest where exists (select from found)) as way
      where way.idx >> 8 * (level + 1) << 8 < newest.size >> 8 * level
  )
  select entry, staged_id, idx, type, salt, null::int as level, null::bytea as bytes, note from found
  union all
  select null, null, n, null, null, level,
      case level
        when 0 then (select string_agg(leaf, ''::bytea order by idx) from log_entry
          where idx >= n << 8 and idx < (n << 8) + width)
        -- A narrower tile is the beginning of a wider one.
        else (select tile.bytes from log_tile tile
          where tile.level = place.level and tile.n = place.n and tile.width >= place.width
          order by tile.width limit 1)
      end, null
    from place where not level || '/' || n || '/' || width = any (${`{${known.join()}}`}::text[])`

function tilesOf(rows: readonly ProofRow[], remembered: ReadonlyMap<string, Uint8Array>): TileReader {
  const tiles = new Map<string, Uint8Array>()
  for (const row of rows) if (row.entry === null && row.bytes) tiles.set(`${row.level}/${row.idx}`, row.bytes)
  return {
    async hashes(level, n, width) {
      const bytes = tiles.get(`${level}/${n}`) ?? remembered.get(tileName(level, n, width))
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
