import type { InboxRow, SentRow } from '../../../domain/wire/referral-response.ts'
import type { Side } from '../../search/entry.ts'
import { inboxPage, type Page, type Standing, sentPage } from '../lists.ts'

/** A row of the inbox, or of what was sent. */
export type Row =
  | { side: 'received'; id: string; row: Standing<InboxRow> }
  | { side: 'sent'; id: string; row: Standing<SentRow> }

/** So many rows of a list are looked through, the newest: beyond them nothing is found. */
export const MOST_ROWS = 20_000
/** Rows of a page: as many as the service gives at once. */
const PAGE = 200

/**
 * Reads both lists of the person's mailboxes, newest first, beside each other.
 *
 * @param known whether a row of that side is known already: then it and what is older stay unread
 * @param heard told of the rows of each page as they come; the next page is asked for already
 * @returns `cut`: there are more than are looked through
 */
export async function readLists(
  known: (side: Side, id: string) => boolean,
  heard: (rows: readonly Row[]) => void,
): Promise<{ cut: boolean }> {
  const read = async (pageFrom: (after: string | null) => Promise<Page<Row>>): Promise<boolean> => {
    let asked = pageFrom(null)
    for (let count = PAGE; ; count += PAGE) {
      const { rows, next } = await asked
      const ends = next === null || rows.some(({ side, id }) => known(side, id))
      const cut = !ends && count >= MOST_ROWS
      if (!ends && !cut) asked = pageFrom(next)
      heard(rows)
      if (ends || cut) return cut
    }
  }
  const cut = await Promise.all([
    read(async (after) => {
      const page = await inboxPage({ ...(after === null ? {} : { cursor: after }), limit: PAGE })
      return { ...page, rows: page.rows.map((row) => ({ side: 'received', id: row.delivery, row })) }
    }),
    read(async (after) => {
      const page = await sentPage({ ...(after === null ? {} : { cursor: after }), limit: PAGE })
      return { ...page, rows: page.rows.map((row) => ({ side: 'sent', id: row.referral, row })) }
    }),
  ])
  return { cut: cut.includes(true) }
}
