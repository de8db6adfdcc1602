import type { Db } from '../db.ts'

/** Notes that a nonce has signed somebody in, until it would have ended anyway; false when it had before. */
export async function useUp(
  db: Db,
  { nonce, ends, now }: { nonce: string; ends: Date; now: Date },
): Promise<boolean> {
  await db.deleteFrom('used_challenge').where('expires_at', '<', now).execute()
  const used = await db
    .insertInto('used_challenge')
    .values({ nonce, expires_at: ends })
    .onConflict((at) => at.column('nonce').doNothing())
    .returning('nonce')
    .executeTakeFirst()
  return used !== undefined
}
