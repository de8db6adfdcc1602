import { knownBasis } from '../../../domain/rule-sets.ts'
import { check } from '../../../domain/wire/check.ts'
import {
  MOST_MONTHS,
  StatisticsQuery,
  type StatisticsResponse,
} from '../../../domain/wire/statistics-response.ts'
import { ClientError } from '../../../sdk/errors.ts'
import type { Session } from '../../../sdk/session.ts'
import { scopeOf, usualMarking } from '../../../sdk/statistics/about.ts'
import { byMonthCsv, statisticsCsv } from '../../../sdk/statistics/csv.ts'
import { statisticsPage } from '../../../sdk/statistics/page.ts'
import { type Amendments, statisticsTables } from '../../../sdk/statistics/tables.ts'
import { work } from '../open-session.ts'
import { zipOf } from './zip.ts'

/** From the first month to the last, both included; `YYYY-MM`. */
export type Months = { since: string; until: string }

/** What was counted, what bases were added by, and what the numbers are marked with. */
export type Statistics = { found: StatisticsResponse; amendments: Amendments; scope: string; marking: string }

/** The register counted by month. The service enters the reading in the log. */
export async function statistics(months: Months): Promise<Statistics> {
  const { session } = await work()
  const found = await counted(session, months)
  return {
    found,
    amendments: await amendmentsFor(session, found),
    scope: scopeOf(session.person),
    marking: usualMarking(await session.client.directory()),
  }
}

/** The same as files: every table as CSV, and a page with plots to print. */
export async function statisticsFile(months: Months): Promise<Blob> {
  const { now, session } = await work()
  const { found, amendments, scope, marking } = await statistics(months)
  const encoder = new TextEncoder()
  const texts = [
    ['by-month.csv', byMonthCsv(found)],
    ...statisticsTables(found, amendments).map((one) => [`${one.id}.csv`, statisticsCsv(one, found.months)]),
    [
      'statistics.html',
      statisticsPage(found, { marking, service: session.service.origin, scope, at: now, amendments }),
    ],
  ]
  return zipOf(
    texts.map(([path = '', text]) => ({ path, bytes: encoder.encode(text) })),
    now,
  )
}

async function counted({ client }: Session, months: Months): Promise<StatisticsResponse> {
  const { since, until } = months
  if (check(StatisticsQuery, months).length > 0)
    throw new ClientError('Enter a real month and year, such as 3 2010')
  if (since > until) throw new ClientError('The last month must be the first month or later')
  if (numberOf(until) - numberOf(since) >= MOST_MONTHS)
    throw new ClientError(`Select at most ${MOST_MONTHS} months`)
  return client.statistics(months)
}

/** Months since the year nought. */
const numberOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5))

/** The trust log is read only where this program does not know a basis by itself. */
async function amendmentsFor({ trust }: Session, { bases }: StatisticsResponse): Promise<Amendments> {
  if (bases.every(({ value }) => value === null || knownBasis(value, []))) return []
  return (await trust.state()).amendments.map(({ document }) => document)
}
