import { sql } from 'kysely'

/**
 * The domains to which nothing is leased just now: whose route is paused, or which this minute has had as many messages
 * as the partner takes.
 */
export const heldDomains = sql<string>`
  select s.domain
    from route_state s
    where s.paused_at is not null or exists (
      select from network n
        where n.domain = s.domain and n.valid @> current_date
          and s.minute = date_trunc('minute', now()) and s.in_minute >= n.rate_per_minute)`
