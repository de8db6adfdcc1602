import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { MOST } from './counting.ts'

/** Mail from partners that no reader has filed: it is shown as unproven until then. */
export type ArrivalsWaiting = {
  unproven: number
  unprovenSeconds: number
  quarantined: number
}

/** Mail that came and that nobody has filed yet. */
export async function readArrivalsWaiting(db: Db): Promise<ArrivalsWaiting> {
  const { rows } = await sql<{ state: 'new' | 'quarantined'; mails: number; oldest: number }>`
    select state, count(*)::integer as mails, extract(epoch from now() - min(at))::float8 as oldest
      from (select state, at from inbound where state <> 'filed' order by at limit ${MOST}) as waiting
      group by state`.execute(db)
  const unproven = rows.find(({ state }) => state === 'new')
  return {
    unproven: unproven?.mails ?? 0,
    unprovenSeconds: Math.max(0, unproven?.oldest ?? 0),
    quarantined: rows.find(({ state }) => state === 'quarantined')?.mails ?? 0,
  }
}
