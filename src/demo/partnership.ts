import { type Kysely, sql } from 'kysely'
import { appendTrust } from '../services/trust/append.ts'
import { createTrustStanding } from '../services/trust/standing.ts'
import type { Database } from '../store/tables.ts'
import { writePrivate } from './files.ts'
import { preparePartners } from './partner/prepare.ts'
import { lockedKeyFiles, makeKeys } from './partnership/keys.ts'
import { mailboxKeyRows } from './partnership/mailbox-key-rows.ts'
import { mailboxes } from './partnership/mailboxes.ts'
import { people } from './partnership/people.ts'
import { networkRows } from './partnership/rows.ts'
import { anchorOf, trustRecords } from './partnership/trust.ts'

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
  const records = await trustRecords(keys, partners, now)
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LOADING_LOCK})`.execute(transaction)
    if (await anyAgency(transaction)) return { loaded: false }
    await appendTrust(transaction, records, { standing: createTrustStanding(), now })
    await transaction.insertInto('network').values(networkRows(partners, now)).execute()
    const mailboxIds = await idsOf(transaction, 'mailbox', 'address')
    const rows = await mailboxKeyRows(keys, mailboxIds, now)
    await transaction.insertInto('key_generation').values(rows.key_generation).execute()
    await transaction.insertInto('key_part').values(rows.key_part).execute()
    await transaction.insertInto('key_grant').values(rows.key_grant).execute()
    const personIds = await idsOf(transaction, 'person', 'login')
    for (const person of people) {
      const person_id = personIds.get(person.login)
      const anchor = await anchorOf(keys, person, now)
      if (person_id !== undefined)
        await transaction
          .insertInto('anchor')
          .values({ person_id, ...anchor })
          .execute()
    }
    // Before the commit: keys that nobody holds would make a partnership that nobody can sign in to.
    for (const { path, text } of files) await writePrivate(path, text)
    return { loaded: true }
  })
}

async function anyAgency(db: Kysely<Database>): Promise<boolean> {
  return (await db.selectFrom('agency').select('id').limit(1).executeTakeFirst()) !== undefined
}

async function idsOf<T extends 'mailbox' | 'person'>(
  db: Kysely<Database>,
  table: T,
  column: T extends 'mailbox' ? 'address' : 'login',
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, ${sql.ref(column)} as name from ${sql.table(table)}`.execute(db)
  return new Map(rows.map(({ id, name }) => [name, id]))
}
