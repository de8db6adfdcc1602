import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { MOST } from './counting.ts'

export type FailedDeliveries = Record<'failed' | 'expired', number>

/** The time over which they are counted: whoever looks once a day sees each. */
export const FAILED_WITHIN_HOURS = 24

/** Deliveries that ended without having left, in the last day: the sender has been told, and somebody must act. */
export async function readFailedDeliveries(db: Db): Promise<FailedDeliveries> {
  const { rows } = await sql<{ state: 'failed' | 'expired'; deliveries: number }>`
    select state, count(*)::integer as deliveries
      from (select state from delivery
             where state in ('failed', 'expired') and changed_at > now() - make_interval(hours => ${FAILED_WITHIN_HOURS})
             limit ${MOST}) as ended
      group by state`.execute(db)
  const failed: FailedDeliveries = { failed: 0, expired: 0 }
  for (const { state, deliveries } of rows) failed[state] = deliveries
  return failed
}
