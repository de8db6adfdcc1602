import type { StatisticsResponse } from '../../domain/wire/statistics-response.ts'
import { csvOf } from '../csv.ts'
import { allRows, type StatisticsTable } from './tables.ts'

/** A table as CSV: a line for each row and month in which it counts something, so that a spreadsheet can turn and sum it. */
export function statisticsCsv(table: StatisticsTable, months: readonly string[]): string {
  const lines = allRows(table).flatMap(({ names, counts }) =>
    months.flatMap((month, at) => {
      const measured = counts.map((one) => one[at] ?? 0)
      return measured.some((count) => count > 0) ? [[month, ...names, ...measured.map(String)]] : []
    }),
  )
  return csvOf([['month', ...table.headings, ...table.measures], ...lines])
}

/** Disclosures and refusals, a line for every month: also for those in which there were none. */
export function byMonthCsv({
  months,
  disclosures,
  refusals,
}: Pick<StatisticsResponse, 'months' | 'disclosures' | 'refusals'>): string {
  const lines = months.map((month, at) => [month, String(disclosures[at] ?? 0), String(refusals[at] ?? 0)])
  return csvOf([['month', 'disclosures', 'refusals'], ...lines])
}
