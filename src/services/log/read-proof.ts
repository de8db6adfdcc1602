import type { LogProof } from '../../domain/wire/log-response.ts'
import { formatProof, inclusionProof } from '../../log/proof.ts'
import type { Db } from '../db.ts'
import { sha256 } from './hash.ts'
import { readCheckpoint, sizeOf } from './read-tiles.ts'
import { tilesInDatabase } from './tiles-in-database.ts'

/**
 * Proof that a staged record stands in the published log, against the newest checkpoint; null while the
 * sequencer has not entered it.
 */
export async function readProof(db: Db, stagedId: bigint): Promise<LogProof | null> {
  const row = await db
    .selectFrom('log_entry')
    .innerJoin('log_staged', 'log_staged.id', 'log_entry.staged_id')
    .select(['log_entry.idx', 'log_entry.entry', 'log_staged.type', 'log_staged.salt'])
    .where('log_entry.staged_id', '=', stagedId)
    .executeTakeFirst()
  if (!row?.salt) return null
  // Read once: the log grows, and hashes towards one checkpoint do not lead to the next.
  const checkpoint = await readCheckpoint(db)
  if (checkpoint === undefined) return null
  const size = sizeOf(checkpoint)
  if (row.idx >= size) return null
  const hashes = await inclusionProof(sha256, tilesInDatabase(db), row.idx, size)
  return {
    index: String(row.idx),
    type: row.type,
    salt: Buffer.from(row.salt).toString('base64'),
    entry: row.entry,
    proof: formatProof({ index: row.idx, hashes, checkpoint }),
  }
}

/** Proof that a referral's own entry (`accepted` or `arrived`) stands in the published log. */
export async function readReferralProof(db: Db, referralId: string): Promise<LogProof | null> {
  const row = await db
    .selectFrom('referral')
    .select('staged_id')
    .where('id', '=', referralId)
    .executeTakeFirst()
  return row ? readProof(db, row.staged_id) : null
}
