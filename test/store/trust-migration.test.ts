import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { MIGRATIONS } from '../setup/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

/** A database as the last migration before the private parts left it. */
let database: TestDatabase
let earlier: string

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  earlier = await mkdtemp(join(tmpdir(), 'despatch-earlier-'))
  for (const name of (await readdir(MIGRATIONS)).filter((one) => one < '0018'))
    await copyFile(join(MIGRATIONS, name), join(earlier, name))
  await migrate(database.ownerUrl, earlier)
})
afterAll(async () => {
  await database.drop()
  await rm(earlier, { recursive: true })
})

const entered = (type: string, despatch: string) => {
  const record = { statement: JSON.stringify({ despatch, agency: 'A' }), signatures: [], certificates: [] }
  return asked('insert into trust_record (type, record, sha256) values ($1, $2, $3)', [
    type,
    JSON.stringify(record),
    'ab'.repeat(32),
  ])
}

it('a trust log of the earlier forms is refused with what to do, and left as it was', async () => {
  for (const [type, despatch] of [
    ['appointment', 'appointment/1'],
    ['appointment-end', 'appointment-end/1'],
    ['recovery-key', 'recovery-key/1'],
    ['agreement', 'agreement/2'],
  ] as const) {
    await entered(type, despatch)
    await expect(migrate(database.ownerUrl, MIGRATIONS), despatch).rejects.toThrow(
      /statements of an earlier form.*a demonstration is made anew when DATA_DIR is empty/,
    )
    expect((await asked('select type from trust_record')).rows).toEqual([{ type }])
    await asked('truncate trust_record cascade')
  }
})

it('an empty one, and one of what is read still, goes on', async () => {
  await entered('suspension', 'suspension/1')
  await expect(migrate(database.ownerUrl, MIGRATIONS)).resolves.toMatchObject({ from: '0017_enrolment' })
})

async function asked(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client(database.ownerUrl)
  await client.connect()
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}
