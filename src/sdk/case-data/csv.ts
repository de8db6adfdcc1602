import { parse } from 'csv-parse/browser/esm/sync'
import { stringify } from 'csv-stringify/browser/esm/sync'
import { type Cell, columnsOf } from './to-cells.ts'

/**
 * Lines of cells that are guarded already, as CSV (RFC 4180). Every line end within a cell is quoted, not only those of
 * the file.
 */
export const csvLines = (lines: readonly (readonly string[])[]): string =>
  stringify([...lines], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ })

/** Rows as CSV: a header of all their columns, and a line for each. */
export function csvOfRows(rows: readonly (readonly Cell[])[]): string {
  const columns = columnsOf(rows)
  return csvLines([columns, ...rows.map((row) => lineOf(columns, row))])
}

/** A row's cells under these columns; empty where it has none. */
export function lineOf(columns: readonly string[], row: readonly Cell[]): string[] {
  const cells = new Map(row)
  return columns.map((column) => cells.get(column) ?? '')
}

/** The rows of a CSV text with a header. A file is read piece by piece instead (`cli/case-data/`). */
export function rowsOfCsv(text: string): Cell[][] {
  const [columns = [], ...lines] = parse(text, { bom: true, relax_column_count: true })
  return lines.map((line) => columns.map((column, at) => [column, line[at] ?? '']))
}
