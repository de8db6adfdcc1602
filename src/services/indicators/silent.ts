import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { firstIdOf, MOST } from './counting.ts'
import type { Route } from './unrelayed.ts'

/** Deliveries that left and of which nothing was heard. */
export type Silent = Record<Route, number>

/** Evidence of a delivery comes within minutes; a mailbox is looked into every working day. */
const SILENT_AFTER_DAYS = 1
/** Older silence is for the register, not for whoever watches the service. */
const SILENT_WITHIN_DAYS = 8

/**
 * Deliveries made between a day and eight days ago without evidence: by mail, relayed and neither confirmed nor
 * refused by the partner's server; here, delivered and not collected by any reader.
 */
export async function readSilent(db: Db): Promise<Silent> {
  const now = Date.now()
  const day = 86_400_000
  const { rows } = await sql<{ route: Route; deliveries: number }>`
    select route, count(*)::integer as deliveries
      from (select mailbox.route
              from delivery
              join mailbox on mailbox.id = delivery.mailbox_id
             where delivery.answer is null
               -- As the index says it.
               and delivery.state in ('relayed', 'delivered')
               and delivery.id >= ${firstIdOf(new Date(now - SILENT_WITHIN_DAYS * day))}::uuid
               and delivery.id < ${firstIdOf(new Date(now - SILENT_AFTER_DAYS * day))}::uuid
               and delivery.state = case mailbox.route when 'mail' then 'relayed' else 'delivered' end
             limit ${MOST}) as silent
      group by route`.execute(db)
  const silent: Silent = { local: 0, mail: 0 }
  for (const { route, deliveries } of rows) silent[route] = deliveries
  return silent
}
