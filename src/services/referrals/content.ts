import type { Transaction } from 'kysely'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'

/** Chunks fetched by one query, unless told: the memory of one reader is bounded by this many. */
const CHUNKS_AT_ONCE = 4

/** Stores the chunks of a ciphertext whose row is there, one after the other: only one is in memory. */
export async function storeChunks(
  tx: Transaction<Database>,
  { sha256, chunks }: { sha256: string; chunks: AsyncIterable<Uint8Array> },
): Promise<void> {
  let n = 0
  for await (const bytes of chunks) {
    await tx.insertInto('content_chunk').values({ sha256, n, bytes }).execute()
    n += 1
  }
}

/** The ciphertext's bytes, a few chunks at a time. */
export async function* readContent(
  db: Db,
  sha256: string,
  chunksAtOnce = CHUNKS_AT_ONCE,
): AsyncGenerator<Uint8Array> {
  for (let from = 0; ; from += chunksAtOnce) {
    const rows = await db
      .selectFrom('content_chunk')
      .select('bytes')
      .where('sha256', '=', sha256)
      .where('n', '>=', from)
      .where('n', '<', from + chunksAtOnce)
      .orderBy('n')
      .execute()
    for (const { bytes } of rows) yield bytes
    if (rows.length < chunksAtOnce) return
  }
}

/** The digest and size of a referral's ciphertext (one today). */
export async function contentOf(db: Db, referralId: string): Promise<{ sha256: string; size: number }> {
  return db
    .selectFrom('content')
    .select(['sha256', 'size'])
    .where('referral_id', '=', referralId)
    .executeTakeFirstOrThrow()
}
