import type { Transaction } from 'kysely'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'

/** Stores the chunks of a ciphertext whose row is there, one after the other: only one is in memory. */
export async function storeChunks(
  tx: Transaction<Database>,
  { sha256, chunks, tidy }: { sha256: string; chunks: AsyncIterable<Uint8Array>; tidy(bytes: number): void },
): Promise<void> {
  let n = 0
  for await (const bytes of chunks) {
    await tx.insertInto('content_chunk').values({ sha256, n, bytes }).execute()
    tidy(bytes.byteLength)
    n += 1
  }
}

/** The ciphertext's bytes, a chunk at a time: that much is what one reader takes of the memory, fast or slow. */
export async function* readContent(db: Db, sha256: string): AsyncGenerator<Uint8Array> {
  for (let n = 0; ; n += 1) {
    const chunk = await db
      .selectFrom('content_chunk')
      .select('bytes')
      .where('sha256', '=', sha256)
      .where('n', '=', n)
      .executeTakeFirst()
    if (!chunk) return
    yield chunk.bytes
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
