import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { heldDomains } from '../routes/held.ts'
import { MOST } from './counting.ts'

export type Route = 'local' | 'mail'

/** What waits on one way: everything accepted that has not left, and of it what is due now and may leave. */
export type Waiting = {
  deliveries: number
  /** since the oldest was accepted */
  oldestSeconds: number
  due: number
  /** since the one that is longest due should have been attempted */
  dueSeconds: number
  /** whose lease has ended: the worker that held it died, or is taking longer than any attempt may */
  leasesEnded: number
}

export type Unrelayed = Record<Route, Waiting> & {
  /** mail partners with the most that waits, by domain */
  byDomain: { domain: string; deliveries: number; oldestSeconds: number }[]
}

/** Domains that are told apart; a partnership has fewer. */
const DOMAINS = 50

const NOTHING: Waiting = { deliveries: 0, oldestSeconds: 0, due: 0, dueSeconds: 0, leasesEnded: 0 }

/** What was accepted and has not left: the rows of the outbox. */
export async function readUnrelayed(db: Db): Promise<Unrelayed> {
  const { rows } = await sql<{
    route: Route
    domain: string
    deliveries: number
    oldest: number
    due: number
    due_oldest: number
    leases_ended: number
  }>`
    select mailbox.route, split_part(mailbox.address, '@', 2) as domain,
           count(*)::integer as deliveries,
           extract(epoch from now() - min(waiting.changed_at))::float8 as oldest,
           count(*) filter (where is_due and not is_held)::integer as due,
           coalesce(extract(epoch from now() - min(waiting.next_attempt_at) filter (where is_due and not is_held)), 0)::float8 as due_oldest,
           count(*) filter (where waiting.lease_until < now())::integer as leases_ended
      from (select mailbox_id, changed_at, next_attempt_at, lease_until,
                   next_attempt_at <= now() and (lease_until is null or lease_until < now()) as is_due
              from delivery where state = 'accepted' order by next_attempt_at limit ${MOST}) as waiting
      join mailbox on mailbox.id = waiting.mailbox_id
      cross join lateral (
        select mailbox.route = 'mail' and split_part(mailbox.address, '@', 2) in (${heldDomains}) as is_held
      ) as route
      group by 1, 2`.execute(db)
  const unrelayed: Unrelayed = { local: NOTHING, mail: NOTHING, byDomain: [] }
  for (const row of rows) {
    const before = unrelayed[row.route]
    unrelayed[row.route] = {
      deliveries: before.deliveries + row.deliveries,
      oldestSeconds: Math.max(before.oldestSeconds, row.oldest),
      due: before.due + row.due,
      dueSeconds: Math.max(before.dueSeconds, row.due_oldest),
      leasesEnded: before.leasesEnded + row.leases_ended,
    }
  }
  unrelayed.byDomain = rows
    .filter(({ route }) => route === 'mail')
    .toSorted((one, other) => other.deliveries - one.deliveries)
    .slice(0, DOMAINS)
    .map(({ domain, deliveries, oldest }) => ({ domain, deliveries, oldestSeconds: Math.max(0, oldest) }))
  return unrelayed
}
