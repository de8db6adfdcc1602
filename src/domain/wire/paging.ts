import Type from 'typebox'

/** How many rows a page has when nobody asks for another number. */
export const DEFAULT_PAGE = 50

/** Rows that one page has at most, whatever is asked for. */
export const MOST_ROWS = 200

/** Where a list goes on, as its last page said in `next`. */
export const Cursor = Type.String({ maxLength: 20, description: 'the `next` of the page before' })

/** Rows of one page, as text: it stands in an address. */
export const PageLimit = Type.String({
  pattern: '^([1-9][0-9]?|1[0-9]{2}|200)$',
  maxLength: 3,
  description: `a whole number from 1 to ${MOST_ROWS}`,
})

/** What every list takes that is read page by page. */
export const pageFields = { cursor: Type.Optional(Cursor), limit: Type.Optional(PageLimit) }
