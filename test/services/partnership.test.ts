import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { createPartnership, type PartnershipOf } from '../../src/services/partnership.ts'
import { createTrustStanding } from '../../src/services/trust/standing.ts'
import type { TestDatabase } from '../setup/database.ts'
import { createPartnership as createDemonstration } from '../setup/partnership.ts'

const SERVICE = { origin: 'http://localhost:1', domain: 'despatch.test' }

let database: TestDatabase
/** As in two processes. */
let here: PartnershipOf
let there: PartnershipOf

beforeAll(async () => {
  database = (await createDemonstration('dpa-')).database
  here = createPartnership(database.db, SERVICE, createTrustStanding())
  there = createPartnership(database.db, SERVICE, createTrustStanding())
})
afterAll(() => database?.drop())

async function version(): Promise<string> {
  return (await database.db.selectFrom('partnership_version').select('version').executeTakeFirstOrThrow())
    .version
}

describe('the partnership that decisions are made by', () => {
  it('is kept in memory as long as nobody has changed it', async () => {
    const now = await version()
    expect(await version()).toBe(now)
    expect(await here(now)).toBe(await here(now))
  })

  it.each([
    [
      'a certificate is revoked',
      sql`update certificate set state = 'revoked'
        where mailbox_id = (select id from mailbox where address = ${LIVERPOOL_YOT})`,
    ],
    ['a mailbox is closed', sql`update mailbox set closed_at = now() where address = ${LIVERPOOL_YOT}`],
    ['an agency is renamed', sql`update agency set name = name || ' (renamed)'`],
    ['a network is accredited for less', sql`update network set accreditation_level = 'PROTECT'`],
    [
      'a domain is given up',
      sql`delete from mail_domain where domain = (select min(domain) from mail_domain)`,
    ],
    ['an agreement ends', sql`update agreement set in_force = daterange(lower(in_force), current_date)`],
  ])('is another in every process as soon as %s', async (_what, change) => {
    const before = await version()
    const old = await Promise.all([here(before), there(before)])
    await change.execute(database.owner)
    const after = await version()
    expect(after).not.toBe(before)
    const [mine, theirs] = await Promise.all([here(after), there(after)])
    expect(mine).toEqual(theirs)
    expect(mine).not.toEqual(old[0])
  })

  it('has in force on no day an agreement that was replaced on its first', async () => {
    await sql`update agreement set in_force = 'empty'`.execute(database.owner)
    const { directory } = await here(await version())
    expect(directory.agreements).not.toEqual([])
    for (const { from, until } of directory.agreements) expect(until < from).toBe(true)
  })

  it('is not another because of a change that was not committed', async () => {
    const before = await version()
    await database.owner
      .transaction()
      .execute(async (tx) => {
        await sql`update agency set name = name || '!'`.execute(tx)
        throw new Error('changed their mind')
      })
      .catch(() => undefined)
    expect(await version()).toBe(before)
  })
})
