import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** Rows that one statement makes. */
const BATCH = 50_000

/** Whose lists grow long: a person who reads a busy desk, a middling one and one that has next to nothing. */
export const BUSY_READER = 'asb.caseworker'
/** The desk of theirs that got five referrals, years ago. */
export const QUIET_DESK = 'desk.quiet@liverpool.gcsx.gov.test'

/**
 * Fills a database that has the demonstration partnership with referrals of the past two years between fifty
 * mailboxes: threads of four, local desks and mail partners, every state, receipts and evidence. Foreign keys and
 * triggers are passed over, since the rows fit together as they are written; nothing of it is in the log.
 *
 * @param url with the superuser's login
 */
export async function seedReferrals(
  url: string,
  count: number,
  progress: (line: string) => void = () => {},
): Promise<void> {
  const [desks = '', referrals = '', kept = ''] = (
    await readFile(join(import.meta.dirname, 'referrals.sql'), 'utf8')
  ).split('-- next --')
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(desks)
    for (let from = 1; from <= count; from += BATCH) {
      const to = Math.min(count, from + BATCH - 1)
      await client.query(`
        delete from seed_range;
        insert into seed_range values (${from}, ${to}, ${count});
        ${referrals}`)
      progress(`seeded ${to.toLocaleString('en-GB')} of ${count.toLocaleString('en-GB')} referrals`)
    }
    await client.query(kept)
  } finally {
    await client.end()
  }
}
