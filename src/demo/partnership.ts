import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/tables.ts'
import { writePrivate } from './files.ts'
import { preparePartners } from './partner/prepare.ts'
import { lockedKeyFiles, makeKeys } from './partnership/keys.ts'
import { mailboxes } from './partnership/mailboxes.ts'
import { loadingOrder, partnershipRows } from './partnership/rows.ts'

/** Any number that nothing else in the service locks on. */
const LOADING_LOCK = 0x64656d6f

/**
 * Loads the demonstration partnership into an empty database, in one transaction: agencies, mailboxes, people,
 * keys and the agreement they share under. Does nothing where there is an agency already.
 *
 * What would be on other people's machines (their locked keys, the agencies' roots, the mail partners' own key
 * rings) goes to `DATA_DIR/demo`, mode 0600, and is never in the database.
 * @returns whether it was loaded now
 */
export async function loadPartnership({
  db,
  dataDir,
  now,
}: {
  db: Kysely<Database>
  dataDir: string
  now: Date
}): Promise<{ loaded: boolean }> {
  if (await anyAgency(db)) return { loaded: false }
  const keys = await makeKeys(now)
  const contacts = mailboxes.flatMap(({ address }) => {
    const key = keys.mailboxes.get(address)
    return key === undefined ? [] : [key.toPublic().armor()]
  })
  const [partners, files] = await Promise.all([
    preparePartners(dataDir, contacts),
    lockedKeyFiles(dataDir, keys),
  ])
  const rows = await partnershipRows(keys, partners, now)
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LOADING_LOCK})`.execute(transaction)
    if (await anyAgency(transaction)) return { loaded: false }
    for (const table of loadingOrder) {
      if (rows[table].length > 0) await transaction.insertInto(table).values(rows[table]).execute()
    }
    // Before the commit: keys that nobody holds would make a partnership that nobody can sign in to.
    for (const { path, text } of files) await writePrivate(path, text)
    return { loaded: true }
  })
}

async function anyAgency(db: Kysely<Database>): Promise<boolean> {
  return (await db.selectFrom('agency').select('id').limit(1).executeTakeFirst()) !== undefined
}
