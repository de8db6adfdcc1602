import { EventEmitter, once } from 'node:events'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isServed } from '../../src/services/log/entered-or-staged.ts'
import { connect } from '../../src/store/connect.ts'
import { subscribe } from '../../src/store/listen.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('a subscriber hears its channels, and after a broken connection is told to look at each of them', async () => {
  const heard = new EventEmitter()
  const admin = new pg.Client(database.superuserUrl)
  await admin.connect()
  const subscription = await subscribe(database.runtimeUrl, ['one', 'two'], (channel) => heard.emit(channel))

  const first = once(heard, 'two')
  await admin.query('notify two')
  await first

  const afterwards = Promise.all([once(heard, 'one'), once(heard, 'two')])
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'despatch listen'`,
  )
  await afterwards

  const again = once(heard, 'one')
  await admin.query('notify one')
  await again

  await subscription.close()
  await admin.end()
})

test('a part of the service is seen to run while it only listens', async () => {
  const { db, close } = connect(database.runtimeUrl, { max: 1, applicationName: 'despatch exchange-key' })
  expect(await isServed(db)).toBe(false)
  const subscription = await subscribe(database.runtimeUrl, [], () => undefined, 'despatch gateway')
  expect(await isServed(db)).toBe(true)
  await subscription.close()
  await close()
})
