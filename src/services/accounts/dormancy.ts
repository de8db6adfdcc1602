import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** A person's account that was not used for as long is suspended until somebody lifts it. Machines' are not. */
export const DORMANT_AFTER_DAYS = 90
const DAY_MS = 24 * 60 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000

/** Whoever was last active before this is dormant at `now`. */
export const dormantBefore = (now: Date): Date => new Date(now.getTime() - DORMANT_AFTER_DAYS * DAY_MS)

/** When an account that was last used then will be dormant. */
export const dormantFrom = (lastActiveAt: Date): Date =>
  new Date(lastActiveAt.getTime() + DORMANT_AFTER_DAYS * DAY_MS)

/** Whether a use is worth writing down: at most one an hour is. */
export const isStale = (lastActiveAt: Date, now: Date): boolean =>
  now.getTime() - lastActiveAt.getTime() > HOUR_MS

/** Notes that these people use their accounts. */
export async function noteActive(db: Db, personIds: readonly string[], now: Date): Promise<void> {
  if (personIds.length === 0) return
  await sql`update person set last_active_at = ${now}
    where id = any (${[...personIds]}::uuid[]) and last_active_at < ${now}`.execute(db)
}
