import { stringify } from 'csv-stringify/sync'
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
  return stringify([['month', ...table.headings, ...table.measures], ...lines], {
    record_delimiter: '\r\n',
    escape_formulas: true,
  })
}
