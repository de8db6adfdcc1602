import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LIVERPOOL_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import { loadPartnership } from '../../../src/demo/partnership.ts'
import { isProblem } from '../../../src/domain/problems.ts'
import type { NoticeSetting } from '../../../src/domain/wire/notices.ts'
import { type Caller, readCaller } from '../../../src/services/caller.ts'
import { endNotices, readNotices, setNotices } from '../../../src/services/notices/settings.ts'
import { newFolder } from '../../cli/folder.ts'
import { createTestDatabase, type TestDatabase } from '../../setup/database.ts'

let database: TestDatabase
let dependencies: { db: TestDatabase['db']; clock: () => Date; available: boolean }
let now: Date

beforeAll(async () => {
  database = await createTestDatabase()
  await loadPartnership({ db: database.db, dataDir: await newFolder(), now: new Date() })
  await database.db
    .insertInto('service_setting')
    .values({ name: 'service-domain', value: 'despatch.test' })
    .execute()
  dependencies = { db: database.db, clock: () => now, available: true }
})
beforeEach(async () => {
  now = new Date('2026-11-02T09:00:00Z')
  await database.db.deleteFrom('notice_setting').execute()
})
afterAll(() => database?.drop())

async function caller(login: string): Promise<Caller> {
  const { id } = await database.db
    .selectFrom('person')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow()
  return readCaller(database.db, id)
}

const WISH: NoticeSetting = {
  address: 'pat@office.example.test',
  bundleMinutes: 15,
  quiet: { from: '19:00', until: '07:30' },
  zone: 'Europe/London',
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return isProblem(error) ? `${error.problem}: ${error.message}` : 'it was not refused'
}

describe('a member’s notices', () => {
  it('are none until they are set, can be changed, and are gone when they are ended', async () => {
    const officer = await caller('yot.officer')
    const none = { setting: null, lastSentAt: null, failure: null, available: true }
    expect(await readNotices(dependencies, officer)).toEqual(none)
    expect(await setNotices(dependencies, officer, WISH)).toEqual({ ...none, setting: WISH })
    const changed = { ...WISH, bundleMinutes: 60, quiet: null, zone: 'Asia/Kathmandu' }
    expect(await setNotices(dependencies, officer, changed)).toEqual({ ...none, setting: changed })
    expect(await readNotices(dependencies, await caller('asb.caseworker'))).toEqual(none)
    expect(await endNotices(dependencies, officer)).toEqual(none)
    expect(await readNotices(dependencies, officer)).toEqual(none)
    expect(await database.db.selectFrom('notice_setting').selectAll().execute()).toEqual([])
  })

  it('keep to the new bundling from the last one that was sent', async () => {
    const officer = await caller('yot.officer')
    await setNotices(dependencies, officer, WISH)
    await database.db.updateTable('notice_setting').set({ last_sent_at: now }).execute()
    now = new Date('2026-11-02T09:10:00Z')
    await setNotices(dependencies, officer, { ...WISH, bundleMinutes: 60 })
    const row = await database.db.selectFrom('notice_setting').select('next_look_at').executeTakeFirst()
    expect(row).toEqual({ next_look_at: new Date('2026-11-02T10:00:00Z') })
  })

  it('leave no trace in the log', async () => {
    await setNotices(dependencies, await caller('yot.officer'), WISH)
    expect(await database.db.selectFrom('log_staged').select('id').execute()).toEqual([])
  })

  it('cannot be had where the operator has set no mail server, and can be ended there', async () => {
    const officer = await caller('yot.officer')
    await setNotices(dependencies, officer, WISH)
    const without = { ...dependencies, available: false }
    expect(await refusal(setNotices(without, officer, WISH))).toMatch(
      /^notices-unavailable: This service sends no notices: its operator/,
    )
    expect(await readNotices(without, officer)).toMatchObject({ setting: WISH, available: false })
    expect(await endNotices(without, officer)).toMatchObject({ setting: null, available: false })
  })

  it('are not for auditors nor for an agency’s own systems', async () => {
    const auditor = await caller('auditor')
    for (const one of [auditor, { ...auditor, roles: ['machine' as const] }]) {
      expect(await refusal(readNotices(dependencies, one))).toMatch(/^not-yours: /)
      expect(await refusal(setNotices(dependencies, one, WISH))).toMatch(/^not-yours: /)
      expect(await refusal(endNotices(dependencies, one))).toMatch(/^not-yours: /)
    }
  })

  it.each([
    ['a zone that there is not', { zone: 'Europe/Atlantis' }, /no such time zone.*Europe\/London/],
    ['quiet hours of no length', { quiet: { from: '07:30', until: '07:30' } }, /different times/],
    ['a mailbox of the partnership', { address: LIVERPOOL_YOT }, /address of this partnership/],
    [
      'any other address of a partner’s network',
      { address: 'listing+x@liverpool-mc.cjsm.test' },
      /address of this partnership/,
    ],
    [
      'an address below the service’s own domain',
      { address: 'x@sub.despatch.test' },
      /address of this partnership/,
    ],
    ['an address of the service itself', { address: 'notices@despatch.test' }, /address of this partnership/],
  ])('are refused with %s', async (_, change, sentence) => {
    const refused = await refusal(
      setNotices(dependencies, await caller('yot.officer'), { ...WISH, ...change }),
    )
    expect(refused).toMatch(/^invalid-request: /)
    expect(refused).toMatch(sentence)
  })
})
