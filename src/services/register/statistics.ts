import { dayOf } from '../../domain/day.ts'
import {
  MOST_PAIRS,
  type StatisticsQuery,
  type StatisticsResponse,
} from '../../domain/wire/statistics-response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { recordReading } from './record-reading.ts'
import { registerScope } from './scope.ts'
import { countAnswers } from './statistics/count-answers.ts'
import { countDisclosures } from './statistics/count-disclosures.ts'
import { countRefusalsByMonth } from './statistics/count-refusals.ts'
import { added, spanOf } from './statistics/span.ts'

/**
 * What the register of some months comes to, counted by month, as far as the caller may read it. Nothing is left out because
 * it is rare: whoever may have the count may read the rows. The reading is entered in the log.
 *
 * @throws ProblemError `not-yours`, `invalid-request`
 */
export async function readStatistics(
  dependencies: { db: Db; clock: () => Date },
  caller: Caller,
  query: StatisticsQuery,
): Promise<StatisticsResponse> {
  const { db, clock } = dependencies
  const scope = registerScope(caller)
  const span = spanOf(query)
  // One after the other: a report is not to take as many connections as there are tables in it.
  const { pairs, bases, kinds, markings, disclosures } = await countDisclosures(db, scope, span)
  const answers = await countAnswers(db, scope, span, dayOf(clock()))
  const { refusals, rules } = await countRefusalsByMonth(db, scope, span)
  const agencies = await db.selectFrom('agency').select(['id', 'name']).execute()
  const names = new Map(agencies.map(({ id, name }) => [id, name]))
  const named = (agency: string) => ({ agency, name: names.get(agency) ?? '' })
  const others = pairs.slice(MOST_PAIRS)
  await recordReading(dependencies, caller, { what: 'statistics', filters: query })
  return {
    months: [...span.months],
    disclosures,
    pairs: pairs.slice(0, MOST_PAIRS).map(({ of, counts }) => ({
      from: of.from === null ? null : named(of.from),
      to: named(of.to),
      counts,
    })),
    otherPairs: {
      pairs: others.length,
      counts: added(
        span,
        others.map(({ counts }) => counts),
      ),
    },
    bases: bases.slice(0, 500),
    kinds: kinds.slice(0, 100),
    markings: markings.slice(0, 500),
    answers: answers.slice(0, 2_000).map(({ agency, ...counts }) => ({ ...named(agency), ...counts })),
    refusals,
    rules: rules.slice(0, 500),
  }
}
