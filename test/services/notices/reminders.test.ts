import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ASB_TEAM } from '../../../src/demo/partnership/mailboxes.ts'
import { takeDueNotices } from '../../../src/services/notices/due.ts'
import { recordNotice } from '../../../src/services/notices/record-notice.ts'
import { endDrafts, noteReminders } from '../../../src/services/notices/reminders.ts'
import type { TestDatabase } from '../../setup/database.ts'
import { createPartnership } from '../../setup/partnership.ts'

const DAY = 86_400_000
const TEAM = 'Liverpool anti-social behaviour team'

let database: TestDatabase
let dataDir: string
let now: Date

beforeAll(async () => {
  ;({ database, dataDir } = await createPartnership('dsp-'))
})
afterAll(async () => {
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  now = new Date()
  for (const table of ['reminder', 'notice_setting', 'sealed_draft'] as const)
    await database.owner.deleteFrom(table).execute()
})

async function wantNotices(...logins: string[]): Promise<void> {
  await sql`
    insert into notice_setting (person_id, address, bundle_minutes, zone, next_look_at)
      select id, login || '@example.test', 15, 'Europe/London', ${now} from person
        where login = any (${logins}::text[])`.execute(database.owner)
}

/** What a worker tells now that it has told nobody before, by address. */
async function told(): Promise<Record<string, unknown>> {
  await database.owner.updateTable('person').set({ last_active_at: now }).execute()
  const of = { db: database.db, clock: () => now }
  const { notices } = await takeDueNotices(of, 10)
  for (const notice of notices) await recordNotice(of, notice, 'relayed')
  // The keys of mailboxes end one day, too: that is another test's.
  const found = notices.map(({ address, waiting }) => {
    const ahead = waiting.filter(({ what }) => what !== 'keys-end')
    return [address.split('@')[0], ahead.map(({ what, mailbox, count }) => [what, mailbox, count])] as const
  })
  return Object.fromEntries(found.filter(([, ahead]) => ahead.length > 0))
}

describe('the review day of an agreement', () => {
  const reviewed = async () => {
    const { id, document } = await database.db
      .selectFrom('agreement')
      .select(['id', 'document'])
      .executeTakeFirstOrThrow()
    return { id, day: new Date(JSON.parse(document).review) }
  }

  it('is told sixty, thirty and seven days before, once each, to the co-ordinator and the liaison officers', async () => {
    const { id, day } = await reviewed()
    const comes = (days: number) => {
      now = new Date(day.getTime() - days * DAY)
    }
    comes(61)
    await wantNotices('co-ordinator', 'council.liaison', 'asb.caseworker')
    expect(await told()).toEqual({})
    for (const days of [60, 30, 7]) {
      comes(days)
      const due = [['review-due', id, 1]]
      expect(await told()).toEqual({ 'co-ordinator': due, 'council.liaison': due })
      now = new Date(now.getTime() + DAY)
      expect(await told()).toEqual({})
    }
  })

  it('is told to no liaison officer of an agency that has not signed it, and of an agreement that has ended to nobody', async () => {
    const { id, day } = await reviewed()
    now = new Date(day.getTime() - 30 * DAY)
    await wantNotices('council.liaison', 'court.liaison', 'co-ordinator')
    await sql`delete from agreement_signature where agency_id
      = (select agency_id from person where login = 'council.liaison')`.execute(database.owner)
    const due = [['review-due', id, 1]]
    expect(await told()).toEqual({ 'co-ordinator': due, 'court.liaison': due })
    await sql`update agreement set in_force = daterange(lower(in_force), ${now}::date)`.execute(
      database.owner,
    )
    now = new Date(day.getTime() - 7 * DAY)
    expect(await told()).toEqual({})
  })
})

describe('a sealed draft that waits for a key', () => {
  async function kept({ waitsFor = ['somebody@partner.test'], days = 30 } = {}): Promise<string> {
    const id = uuid()
    await sql`
      insert into sealed_draft (id, mailbox_id, waits_for, sealed, sha256, version, created_by, created_at, changed_at, ends_at)
        select ${id}, mailbox.id, ${waitsFor}::text[], 'x'::bytea, repeat('0', 64), 1, person.id, ${now}::timestamptz,
            ${now}::timestamptz, ${new Date(now.getTime() + days * DAY)}::timestamptz
          from mailbox, person where address = ${ASB_TEAM} and login = 'asb.caseworker'`.execute(
      database.owner,
    )
    return id
  }
  const inDays = (days: number) => {
    now = new Date(now.getTime() + days * DAY)
  }
  const own = (what: string, count = 1) => ({ 'asb.caseworker': [[what, TEAM, count]] })

  it('is told to its author a week before it ends, and when it has ended, once each', async () => {
    await wantNotices('asb.caseworker', 'asb.caseworker2')
    await kept()
    await kept()
    inDays(22)
    expect(await told()).toEqual({})
    inDays(2)
    expect(await told()).toEqual(own('draft-ends', 2))
    inDays(2)
    expect(await told()).toEqual({})
    inDays(5)
    expect(await told()).toEqual(own('draft-ended', 2))
    expect(await database.db.selectFrom('sealed_draft').select('id').execute()).toEqual([])
    inDays(1)
    expect(await told()).toEqual({})
  })

  it('is told as ended too when somebody lists the drafts before a worker looks', async () => {
    await wantNotices('asb.caseworker')
    await kept()
    inDays(31)
    await endDrafts(database.db, now)
    expect(await told()).toEqual(own('draft-ended'))
  })

  it('is not told of when it was sent before anybody could be told, nor one that waits for its author alone', async () => {
    await wantNotices('asb.caseworker')
    const sent = await kept()
    await kept({ waitsFor: [] })
    inDays(25)
    await noteReminders(database.db, now)
    await database.owner.deleteFrom('sealed_draft').where('id', '=', sent).execute()
    expect(await told()).toEqual({})
    inDays(10)
    expect(await told()).toEqual({})
  })
})
