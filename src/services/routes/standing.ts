import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** Whether anything may leave for a domain, and by the how-manieth way since its network was first laid down. */
export type RouteStanding = { paused: boolean; way: number }

/** How the route to a domain stands, by its row alone. A domain of no network is never paused, and has one way. */
export async function readStanding(db: Db, domain: string): Promise<RouteStanding> {
  const { rows } = await sql<RouteStanding>`/* prepared: route standing */
    select paused_at is not null as paused, way from route_state where domain = ${domain}`.execute(db)
  return rows[0] ?? { paused: false, way: 0 }
}
