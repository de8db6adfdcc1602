import { sql } from 'kysely'
import type { LogProof } from '../../domain/wire/log-response.ts'
import { formatProof, inclusionProofs } from '../../log/proof.ts'
import type { Db } from '../db.ts'
import { sha256 } from './hash.ts'
import { sizeOf } from './read-tiles.ts'
import { tilesInDatabase } from './tiles-in-database.ts'

/**
 * Proofs that staged records stand in the published log, each against the newest checkpoint that is shown; a
 * record that the sequencer has not entered yet, that waits for witnesses, or whose salt was erased, has none.
 */
export async function readProofs(
  db: Db,
  stagedIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, LogProof>> {
  const proofs = new Map<bigint, LogProof>()
  // In one question: the log grows, and an entry that is newer than the checkpoint is under none.
  const { rows } = await sql<EntryRow>`/* prepared: entries */
    select entry.staged_id, entry.idx, entry.entry, staged.type, staged.salt,
        (select note from shown_checkpoint order by size desc limit 1) as note
      from released_entry entry
      join log_staged staged on staged.id = entry.staged_id
      where entry.staged_id = any (${stagedIds.map(String)}::bigint[]) and staged.salt is not null`.execute(
    db,
  )
  const checkpoint = rows[0]?.note
  if (checkpoint === undefined || checkpoint === null) return proofs
  const size = sizeOf(checkpoint)
  const hashes = await inclusionProofs(
    sha256,
    tilesInDatabase(db),
    rows.map(({ idx }) => idx),
    size,
  )
  for (const [at, { staged_id, idx, entry, type, salt }] of rows.entries()) {
    proofs.set(staged_id, {
      index: String(idx),
      type,
      salt: Buffer.from(salt).toString('base64'),
      entry,
      proof: formatProof({ index: idx, hashes: hashes[at] ?? [], checkpoint }),
    })
  }
  return proofs
}

type EntryRow = {
  staged_id: bigint
  idx: bigint
  entry: string
  type: string
  salt: Uint8Array
  note: string | null
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
