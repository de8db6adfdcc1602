import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noteEndingKeys, readKeyNotices, tellKeyNotices } from '../../../src/services/notices/key-notices.ts'
import type { TestDatabase } from '../../setup/database.ts'
import { createPartnership } from '../../setup/partnership.ts'

let database: TestDatabase
let dataDir: string
let officer: string
let ends: Date
beforeAll(async () => {
  ;({ database, dataDir } = await createPartnership('dsp-'))
  const { rows } = await sql<{ person_id: string }>`
    insert into notice_setting (person_id, address, bundle_minutes, zone, next_look_at)
      select id, login || '@example.test', 15, 'Europe/London', now() from person
        where login in ('council.liaison', 'asb.caseworker')
      returning person_id, (select login from person where id = person_id) as login`.execute(database.owner)
  expect(rows).toHaveLength(2)
  const { id } = await database.db
    .selectFrom('person')
    .select('id')
    .where('login', '=', 'council.liaison')
    .executeTakeFirstOrThrow()
  officer = id
  const grant = await database.db.selectFrom('key_grant').select('expires').executeTakeFirstOrThrow()
  ends = grant.expires
})
afterAll(async () => {
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

const before = (days: number) => new Date(ends.getTime() - days * 86_400_000)
const people = async () => {
  const rows = await database.db.selectFrom('person').select('id').execute()
  return rows.map(({ id }) => id)
}
const told = async (now: Date) => {
  await noteEndingKeys(database.db, now)
  const found = await readKeyNotices(database.db, await people())
  expect([...found.keys()].every((id) => id === officer)).toBe(true)
  const own = found.get(officer)
  if (own) await tellKeyNotices(database.db, own.keyNoticeIds, now)
  return own?.waiting.map(({ what, mailbox }) => [what, mailbox]) ?? []
}

it('officers are told sixty, thirty and seven days before keys end, once each, and members are not', async () => {
  const both = [
    ['keys-end', 'Liverpool Youth Offending Team'],
    ['keys-end', 'Liverpool anti-social behaviour team'],
  ]
  expect(await told(before(61))).toEqual([])
  for (const days of [60, 30, 7]) {
    expect((await told(before(days))).toSorted()).toEqual(both)
    expect(await told(before(days))).toEqual([])
  }
})
