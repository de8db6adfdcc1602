import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** An agreement whose newest version is in force, and how many days there are to its review and to its end. */
export type AgreementDays = { id: string; review: number; end: number }

/** Days to review and end of each agreement (I5); negative when they are past. */
export async function readAgreementDays(db: Db, day: string): Promise<AgreementDays[]> {
  const { rows } = await sql<AgreementDays>`
    select distinct on (id) id, (document::json ->> 'review')::date - ${day}::date as review,
        (upper(in_force) - 1) - ${day}::date as end
      from agreement where not isempty(in_force) order by id, version desc limit 1000`.execute(db)
  return rows
}
