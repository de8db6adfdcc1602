import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkMigrated, migrate } from '../../src/store/migrate.ts'
import { MIGRATIONS } from '../setup/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  folder = await mkdtemp(join(tmpdir(), 'despatch-migrations-'))
  await cp(MIGRATIONS, folder, { recursive: true })
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

test('an empty database is brought to the newest migration, by two processes at once as by one', async () => {
  const results = await Promise.all([migrate(database.ownerUrl, folder), migrate(database.ownerUrl, folder)])
  expect(results[0]).toMatchObject({ to: expect.stringMatching(/^\d{4}_/) })
  expect(await migrate(database.ownerUrl, folder)).toEqual({ from: results[0].to, to: results[0].to })
})

test('the runtime login serves and the sequencer login writes the log, and neither owns or rewrites anything', async () => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from agency`.execute(database.db)
  expect(rows[0]?.n).toBe(0)
  for (const statement of [
    'update log_entry set entry = $$$$',
    'delete from checkpoint',
    'create table mine (a int)',
    'drop table agency',
  ])
    for (const url of [database.runtimeUrl, database.sequencerUrl])
      await expect(ask(url, statement)).rejects.toThrow(/permission denied|must be owner/)
  await expect(
    ask(database.runtimeUrl, `insert into checkpoint (size, note) values (1, '')`),
  ).rejects.toThrow('permission denied')
  await expect(
    ask(database.sequencerUrl, `insert into checkpoint (size, note) values (1, '')`),
  ).resolves.toBeDefined()
})

test('the runtime login uses the tables of the queue', async () => {
  const { rows } = await ask(database.runtimeUrl, 'select version from bullmq.migration limit 1')
  expect(rows).toHaveLength(1)
})

test('a database that a newer program has migrated is refused in one sentence', async () => {
  await writeFile(join(folder, '9999_later.sql'), 'create table later (id int);')
  await expect(checkMigrated(database.runtimeUrl, folder)).rejects.toThrow(/lacks the migration 9999_later/)
  await migrate(database.ownerUrl, folder)
  await expect(checkMigrated(database.runtimeUrl, folder)).resolves.toBe('9999_later')

  const refused = migrate(database.ownerUrl, MIGRATIONS)
  await expect(refused).rejects.toThrow(/^The database is newer than this program \(.*9999_later\).*\.$/)
  await expect(checkMigrated(database.runtimeUrl, MIGRATIONS)).rejects.toThrow(/newer than this program/)
})

test('a migration that fails leaves nothing behind and is named', async () => {
  await writeFile(join(folder, '9999_z_half.sql'), 'create table half (id int); select 1 / 0;')
  await expect(migrate(database.ownerUrl, folder)).rejects.toThrow(/9999_z_half failed: division by zero/)
  const { rows } = await ask(database.ownerUrl, `select to_regclass('half') as half`)
  expect(rows).toEqual([{ half: null }])
})

async function ask(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}
