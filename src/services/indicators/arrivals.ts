import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { MOST } from './counting.ts'

/** Mail from partners that no reader has filed: it is shown as unproven until then. */
export type ArrivalsWaiting = {
  unproven: number
  unprovenSeconds: number
  /** mail that was held back, and about which nobody has decided */
  quarantined: number
}

/** Mail that came and that nobody has filed yet. */
export async function readArrivalsWaiting(db: Db): Promise<ArrivalsWaiting> {
  const { rows } = await sql<{ mails: number; oldest: number | null; held: number }>`
    select count(*) filter (where state = 'new')::integer as mails,
        extract(epoch from now() - min(at) filter (where state = 'new'))::float8 as oldest,
        (select count(*)::integer
          from (select from quarantine where outcome is null limit ${MOST}) as open) as held
      from (select state, at from inbound where state <> 'filed' order by at limit ${MOST}) as waiting`.execute(
    db,
  )
  const [waiting] = rows
  return {
    unproven: waiting?.mails ?? 0,
    unprovenSeconds: Math.max(0, waiting?.oldest ?? 0),
    quarantined: waiting?.held ?? 0,
  }
}
