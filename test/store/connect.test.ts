import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isOutage } from '../../src/services/outage.ts'
import { connect } from '../../src/store/connect.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('dates come back as they were written, big numbers whole, and bytes as bytes', async () => {
  const { rows } =
    await sql`select date '2010-03-28' as day, 9007199254740993::bigint as big, '\\x00ff'::bytea as bytes,
    timestamptz '2010-03-28 01:30:00Z' as at, array['a', 'b']::text[] as texts, array['192.0.2.1']::inet[] as addresses,
    daterange('2010-01-01', null) as valid`.execute(database.db)
  expect(rows).toEqual([
    {
      day: '2010-03-28',
      big: 9007199254740993n,
      bytes: Buffer.from([0, 255]),
      at: new Date('2010-03-28T01:30:00Z'),
      texts: ['a', 'b'],
      addresses: ['192.0.2.1'],
      valid: '[2010-01-01,)',
    },
  ])
})

test('a connection that the server ends within a transaction fails the transaction, and nothing else', async () => {
  const transaction = database.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    const superuser = new pg.Client(database.superuserUrl)
    await superuser.connect()
    await superuser.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await superuser.end()
    await sql`select 1`.execute(tx)
  })
  await expect(transaction).rejects.toThrow()
  expect((await sql<{ one: number }>`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }])
})

test('a server that does not answer is not waited for: the next statement has another connection', async () => {
  const { db, close } = connect(database.runtimeUrl, {
    max: 1,
    applicationName: 'test of silence',
    statementMs: 300,
  })
  const asked = sql`select pg_sleep(20)`.execute(db)
  await expect(asked).rejects.toSatisfy(isOutage)
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  await close()
})
