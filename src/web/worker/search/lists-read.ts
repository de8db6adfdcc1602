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
 * Reads both lists of the person's mailboxes, newest first.
 *
 * @param known whether a row of that side is known already: then it and what is older stay unread
 * @param told how many rows were read so far
 * @returns `cut`: there are more than are looked through
 */
export async function readLists(
  known: (side: Side, id: string) => boolean,
  told: (rows: number) => void,
): Promise<{ rows: Row[]; cut: boolean }> {
  const rows: Row[] = []
  const read = async (pageFrom: (after: string | null) => Promise<Page<Row>>): Promise<boolean> => {
    let after: string | null = null
    for (let count = 0; count < MOST_ROWS; count += PAGE) {
      const page: Page<Row> = await pageFrom(after)
      rows.push(...page.rows)
      told(rows.length)
      after = page.next
      if (after === null || page.rows.some(({ side, id }) => known(side, id))) return false
    }
    return true
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
  return { rows, cut: cut.includes(true) }
}
