import { sql } from 'kysely'
import type { Db } from '../db.ts'

/**
 * Pauses the route to a partner's domain: from now on nothing more is leased, and within about a second nothing more is
 * begun of what was leased before, so that nothing leaves but what is under way (and tests that are asked for).
 * What comes to be given up meanwhile expires. A route that is paused stays paused by whom it was.
 *
 * @returns false when no network has that domain
 */
export async function pauseRoute(db: Db, domain: string, personId: string): Promise<boolean> {
  const { rows } = await sql`
    update route_state
      set paused_at = coalesce(paused_at, now()), paused_by = coalesce(paused_by, ${personId})
      where domain = ${domain}
      returning domain`.execute(db)
  return rows.length > 0
}

/** Lets mail leave again; what is due leaves with the next sweep. @returns false when no network has that domain */
export async function resumeRoute(db: Db, domain: string): Promise<boolean> {
  const { rows } = await sql`
    update route_state set paused_at = null, paused_by = null where domain = ${domain} returning domain`.execute(
    db,
  )
  return rows.length > 0
}

/** Makes everything that waits for a partner due at once. @returns how many deliveries */
export async function retryRoute(db: Db, domain: string): Promise<number> {
  const { rows } = await sql`
    update delivery d
      set next_attempt_at = now()
      from mailbox m
      where m.id = d.mailbox_id and m.route = 'mail' and split_part(m.address, '@', 2) = ${domain}
        and d.state = 'accepted' and d.next_attempt_at > now()
      returning d.id`.execute(db)
  return rows.length
}
