import { sql } from 'kysely'
import type { Db } from '../../db.ts'
import { placesOf } from '../disclosure-query.ts'
import type { RegisterScope } from '../scope.ts'
import { createCounts, type Span } from './span.ts'

export type AgencyPair = { from: string | null; to: string }

type Row = {
  what: 'pair' | 'kind' | 'marking' | 'basis' | 'all'
  month: string
  from: string | null
  to: string | null
  value: string | null
  disclosures: number
}

/**
 * The disclosures of some months by agency pair, kind, marking and basis, as far as the scope goes: one look at each of
 * their rows, whatever else there is in the register. Mail from a partner counts under the kind and the marking that its reader
 * filed it under.
 */
export async function countDisclosures(db: Db, scope: RegisterScope, span: Span) {
  const { rows } = await disclosureCounts(scope, span, await placesWithin(db, span)).execute(db)
  const all = createCounts<null>(span)
  const pairs = createCounts<AgencyPair>(span)
  const lists = {
    kind: createCounts<string | null>(span),
    marking: createCounts<string | null>(span),
    basis: createCounts<string | null>(span),
  }
  for (const { what, month, from, to, value, disclosures } of rows) {
    if (what === 'all') all.add('', null, month, disclosures)
    else if (what === 'pair') pairs.add(`${from} ${to}`, { from, to: to ?? '' }, month, disclosures)
    else lists[what].add(value ?? '', value, month, disclosures)
  }
  return {
    disclosures: all.list()[0]?.counts ?? span.months.map(() => 0),
    pairs: pairs.list(),
    kinds: valuesOf(lists.kind),
    markings: valuesOf(lists.marking),
    bases: valuesOf(lists.basis),
  }
}

const valuesOf = (counts: ReturnType<typeof createCounts<string | null>>) =>
  counts.list().map(({ of, counts }) => ({ value: of, counts }))

/** Between which places of the register the months lie, so that of an agency's own rows no others are looked at. */
export const placesWithin = async (db: Db, { from, end }: Span): Promise<{ first: bigint; last: bigint }> => {
  const { first, last } = await placesOf(db, { since: from, until: dayBefore(end) })
  return { first: first ?? 1n, last: last ?? 0n }
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)

/** The query itself, for what is measured of it. */
export function disclosureCounts(
  scope: RegisterScope,
  { from, end }: Span,
  { first, last }: { first: bigint; last: bigint },
) {
  const own = scope.everything
    ? sql`true`
    : sql`disclosure.seq in (select seq from disclosure_term
        where field = 'agency' and value = ${scope.agencyId} and seq between ${first} and ${last})`
  return sql<Row>`
    with counted as materialized (
      select date_trunc('month', disclosure.at at time zone 'UTC') as month, from_agency, to_agency,
          coalesce(filing.kind, disclosure.kind) as kind, coalesce(filing.marking, disclosure.marking) as marking,
          bases, count(*)::integer as n
        from disclosure left join filing using (referral_id)
        where disclosure.at >= ${`${from}T00:00:00Z`}::timestamptz and disclosure.at < ${`${end}T00:00:00Z`}::timestamptz
          and disclosure.seq between ${first} and ${last} and ${own}
        group by 1, 2, 3, 4, 5, 6
    ), told as (
      select 'all' as what, month, null::uuid as from_agency, null::uuid as to_agency, null as value, n from counted
      union all select 'pair', month, from_agency, to_agency, null, n from counted
      union all select 'kind', month, null, null, kind, n from counted
      union all select 'marking', month, null, null, marking, n from counted
      union all select 'basis', month, null, null, basis, n
        from counted cross join lateral unnest(case when bases = '{}' then array[null] else bases end) as basis
    )
    select what, to_char(month, 'YYYY-MM') as month, from_agency as from, to_agency as to, value, sum(n)::integer as disclosures
      from told group by what, told.month, from_agency, to_agency, value`
}
