import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { endOf } from '../partners/laid-down.ts'

/** Partners that are shown; a partnership has a few dozen. */
const MOST_PARTNERS = 200

/** How it goes with the way to one partner. Times are seconds since 1970, null where there is none. */
export type RouteHealth = {
  domain: string
  paused: boolean
  deferrals: number
  lastSuccess: number | null
  /** when the first of the certificates ends that the way depends on */
  certificateEnds: number | null
}

type Row = {
  domain: string
  paused: boolean
  deferrals: number
  last_success: number | null
  shown_until: number | null
  laid_down: string | null
}

/** Every domain that has a mailbox which is reached by mail. */
export async function readRouteHealth(db: Db): Promise<RouteHealth[]> {
  const { rows } = await sql<Row>`
    select s.domain, s.paused_at is not null as paused, s.deferrals,
        extract(epoch from s.last_success_at)::float8 as last_success,
        extract(epoch from s.tls_not_after)::float8 as shown_until, coalesce(n.tls_certificate, n.tls_authority) as laid_down
      from route_state s
      join network n on n.domain = s.domain and n.valid @> current_date
      where exists (
        select from mailbox m where m.route = 'mail' and split_part(m.address, '@', 2) = s.domain)
      order by s.domain
      limit ${MOST_PARTNERS}`.execute(db)
  return rows.map(({ domain, paused, deferrals, last_success, shown_until, laid_down }) => {
    const laidDownUntil = endOf(laid_down)
    const ends = [shown_until, laidDownUntil && laidDownUntil.getTime() / 1000].filter((end) => end !== null)
    return {
      domain,
      paused,
      deferrals,
      lastSuccess: last_success,
      certificateEnds: ends.length === 0 ? null : Math.min(...ends),
    }
  })
}
