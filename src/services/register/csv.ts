import { stringify } from 'csv-stringify/sync'

/**
 * Rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is made harmless: agencies choose
 * their own names, and an auditor opens this in one.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: '\r\n', escape_formulas: true },
  )
}
