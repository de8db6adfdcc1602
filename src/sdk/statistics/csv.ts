import { stringify } from 'csv-stringify/sync'
import type { StatisticsResponse } from '../../domain/wire/statistics-response.ts'
import { allRows, type StatisticsTable } from './tables.ts'

/**
 * A table as CSV (RFC 4180): a line for each row and month in which it counts something, so that a spreadsheet can turn and
 * sum it. A cell that one would take for a formula is made harmless: agencies choose their own names.
 */
export function statisticsCsv(table: StatisticsTable, months: readonly string[]): string {
  const lines = allRows(table).flatMap(({ names, counts }) =>
    months.flatMap((month, at) => {
      const measured = counts.map((one) => one[at] ?? 0)
      return measured.some((count) => count > 0) ? [[month, ...names, ...measured.map(String)]] : []
    }),
  )
  return written([['month', ...table.headings, ...table.measures], ...lines])
}

/** Disclosures and refusals, a line for every month: also for those in which there were none. */
export function byMonthCsv({
  months,
  disclosures,
  refusals,
}: Pick<StatisticsResponse, 'months' | 'disclosures' | 'refusals'>): string {
  const lines = months.map((month, at) => [month, String(disclosures[at] ?? 0), String(refusals[at] ?? 0)])
  return written([['month', 'disclosures', 'refusals'], ...lines])
}

const written = (lines: readonly (readonly string[])[]): string =>
  stringify([...lines], { record_delimiter: '\r\n', escape_formulas: true })
