/** What spreadsheets take for the beginning of a formula, in both widths. */
const FORMULA = '[=+\\-@\\t\\r\\uff1d\\uff0b\\uff0d\\uff20]'
const NEEDS_GUARD = new RegExp(`^'*(?:${FORMULA}|$)`)
const HAS_GUARD = new RegExp(`^'+(?:${FORMULA}|$)`)

/**
 * A text as a cell: an apostrophe before what a spreadsheet would take for a formula, and before an empty text, since an empty
 * cell says that there is nothing. What begins with apostrophes and goes on like that gets one more, so that `unguarded`
 * gives back every text as it was.
 */
export const guarded = (text: string): string => (NEEDS_GUARD.test(text) ? `'${text}` : text)

/** The text of a cell. What somebody typed without such an apostrophe is what they typed. */
export const unguarded = (cell: string): string => (HAS_GUARD.test(cell) ? cell.slice(1) : cell)
