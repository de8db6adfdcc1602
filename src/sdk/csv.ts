import { stringify } from 'csv-stringify/browser/esm/sync'

/**
 * Lines as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is made harmless: notes are free text, and
 * agencies choose their own names. So is every line end within one quoted, also those that are not the file's own: what
 * follows one would else begin a line.
 */
export const csvOf = (lines: readonly (readonly (string | number)[])[]): string =>
  stringify([...lines], { record_delimiter: '\r\n', escape_formulas: true, quoted_match: /[\r\n]/ })
