import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** An agreement whose newest version is in force, and how many days there are to its review and to its end. */
export type AgreementDays = { id: string; review: number; end: number }

/** Days to review and end of each agreement (I5); negative when they are past. */
export async function readAgreementDays(db: Db, day: string): Promise<AgreementDays[]> {
  // A quotation mark within a text of the document has a backslash before it, so this is its field and nothing else.
  const { rows } = await sql<AgreementDays>`
    select distinct on (id) id, substring(document from '"review":"([0-9]{4}-[0-9]{2}-[0-9]{2})"')::date - ${day}::date as review,
        (upper(in_force) - 1) - ${day}::date as end
      from agreement
      where not isempty(in_force) and not upper_inf(in_force) and document like '%"review":"%'
      order by id, version desc limit 1000`.execute(db)
  return rows
}
