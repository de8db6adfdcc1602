import type { Db } from '../db.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** What all strangers together may bring in a day: a table that anybody can fill ends in a full disk. */
const MOST_MAILS = 500
const MOST_BYTES = 256 * 1024 * 1024

/**
 * Whether mail that nothing authenticates may still be kept today. Partners whose network is known are not rationed
 * here, so a stranger who uses the ration up keeps no partner out.
 */
export async function withinRation(db: Db, now: Date): Promise<boolean> {
  const { mails, bytes } = await db
    .selectFrom('inbound')
    .select(({ fn }) => [fn.countAll<bigint>().as('mails'), fn.sum<string | null>('size').as('bytes')])
    .where('authenticated', '=', false)
    .where('at', '>', new Date(now.getTime() - DAY_MS))
    .executeTakeFirstOrThrow()
  return Number(mails) < MOST_MAILS && Number(bytes ?? 0) < MOST_BYTES
}
