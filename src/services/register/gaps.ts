import { sql } from 'kysely'
import { addDays, dayOf } from '../../domain/day.ts'
import type { AgreementGap, GAP_REASONS } from '../../domain/wire/gaps.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'

const SOON_DAYS = 60
const YEAR_DAYS = 365

type Row = {
  one: string
  other: string
  disclosures: number
  last_at: Date
  agreement: string | null
  until: string | null
}

/**
 * Pairs of agencies that have shared in the last year, and between which no agreement that both have signed is in force,
 * or none that lasts another 60 days (I8).
 *
 * Each pair is looked up in the index `disclosure_pairs`: a partnership has few agencies, and many disclosures.
 *
 * @throws ProblemError `not-yours`
 */
export async function readGaps(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
): Promise<AgreementGap[]> {
  const all = demandAction(caller, 'see-agreement-gaps').has('any')
  const now = clock()
  const today = dayOf(now)
  const since = new Date(now.getTime() - YEAR_DAYS * 86_400_000)
  const { rows } = await sql<Row>`
    with pair as (
      select a.id as one, b.id as other, sum(found.disclosures)::integer as disclosures, max(found.last_at) as last_at
        from agency a
        join agency b on a.id < b.id
        cross join lateral (
          select count(*) as disclosures, max(at) as last_at from disclosure
            where from_agency = a.id and to_agency = b.id and at >= ${since}
          union all
          select count(*), max(at) from disclosure
            where from_agency = b.id and to_agency = a.id and at >= ${since}) as found
        where ${all} or ${caller.agencyId} in (a.id, b.id)
        group by a.id, b.id
        having sum(found.disclosures) > 0)
    select one.name as one, other.name as other, disclosures, last_at, latest.agreement, latest.until
      from pair
      join agency one on one.id = pair.one
      join agency other on other.id = pair.other
      left join lateral (
        select agreement.id as agreement, (upper(in_force) - 1)::text as until
          from agreement
          join agreement_signature s on s.id = agreement.id and s.version = agreement.version and s.agency_id = pair.one
          join agreement_signature t on t.id = agreement.id and t.version = agreement.version and t.agency_id = pair.other
          where not isempty(in_force) and lower(in_force) <= ${today}::date
          order by upper(in_force) desc limit 1) as latest on true
      where latest.until is null or latest.until::date < ${addDays(today, SOON_DAYS)}::date
      order by one.name, other.name`.execute(db)
  return rows.map(({ one, other, disclosures, last_at, agreement, until }) => ({
    agencies: [one, other],
    disclosures,
    lastAt: last_at.toISOString(),
    reason: reasonOf(until, today),
    agreement,
    until,
  }))
}

function reasonOf(until: string | null, today: string): (typeof GAP_REASONS)[number] {
  if (until === null) return 'none'
  return until < today ? 'ended' : 'ends-soon'
}
