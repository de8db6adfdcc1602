import { sql } from 'kysely'
import type { Db } from '../../db.ts'
import type { RegisterScope } from '../scope.ts'
import { createCounts, type Span, sum } from './span.ts'

type Row = { month: string; rule: string | null; refused: number; needs: number }

/** The refusals of some months, all of them and by each rule that was not met, as far as the scope goes. */
export async function countRefusalsByMonth(db: Db, scope: RegisterScope, span: Span) {
  const { rows } = await refusalCounts(scope, span).execute(db)
  const all = createCounts<null>(span)
  const [refused, needs] = [createCounts<string>(span), createCounts<string>(span)]
  for (const { month, rule, ...row } of rows) {
    if (rule === null) all.add('', null, month, row.refused + row.needs)
    else {
      refused.add(rule, rule, month, row.refused)
      needs.add(rule, rule, month, row.needs)
    }
  }
  const needed = new Map(needs.list().map(({ of, counts }) => [of, counts]))
  const rules = refused
    .list()
    .map(({ of, counts }) => ({ rule: of, refused: counts, needs: needed.get(of) ?? [] }))
  const totalOf = (one: { refused: number[]; needs: number[] }) => sum(one.refused) + sum(one.needs)
  return {
    refusals: all.list()[0]?.counts ?? span.months.map(() => 0),
    rules: rules.sort((a, b) => totalOf(b) - totalOf(a) || (a.rule < b.rule ? -1 : 1)),
  }
}

/** The query itself, for what is measured of it. */
export function refusalCounts(scope: RegisterScope, { from, end }: Span) {
  const own = scope.everything ? sql`true` : sql`agency_id = ${scope.agencyId}`
  return sql<Row>`
    with found as materialized (
      select date_trunc('month', at at time zone 'UTC') as month, rules, outcome
        from refusal
        where at >= ${`${from}T00:00:00Z`}::timestamptz and at < ${`${end}T00:00:00Z`}::timestamptz and ${own}
    )
    select to_char(month, 'YYYY-MM') as month, rule, count(*) filter (where outcome = 'refused')::integer as refused,
        count(*) filter (where outcome = 'needs')::integer as needs
      from found cross join lateral unnest(array_append(rules, null)) as rule
      group by found.month, rule`
}
