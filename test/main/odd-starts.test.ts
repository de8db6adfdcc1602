import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { locateEmbedded } from '../../src/store/embedded/locate.ts'
import { startEmbedded } from '../../src/store/embedded/start.ts'
import { createTestDatabase } from '../setup/database.ts'
import { freePort } from '../setup/ports.ts'
import { type Running, runDespatch } from './running.ts'

let home: string
let dataDir: string
let port: number
const started: Running[] = []

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'despatch-odd-'))
  dataDir = join(home, 'data')
  // The address is fixed at the first start, so every start has the same.
  port = await freePort('127.0.0.1')
})
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  // What a failed test has left running.
  const left = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }) }).catch(() => null)
  await left?.stop()
  // As root it lies elsewhere: `home` has mode 700, as root's own home does.
  if (left) await rm(left.cluster, { recursive: true, force: true })
  await rm(home, { recursive: true, force: true })
})

const serve = (settings: Record<string, string> = {}, args: string[] = []) => {
  const running = runDespatch(['serve', ...args], {
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    ...settings,
  })
  started.push(running)
  return running
}

test('a first start is ready and plays journey 1, a second one beside it is refused, and Ctrl-C (which npm sends twice) ends it well', async () => {
  const first = serve()
  const address = await first.ready
  expect((await fetch(`${address}/healthz`)).status).toBe(200)
  await ask('create table kept as select 1 as one')
  const shown = await first.says('To try next:')
  expect(shown).toMatch(
    /Journey 1: .* 9\. The case worker sees the signed receipts.*digests as sent.*accounts/s,
  )

  const beside = await serve({ PORT: '0' }).ended
  expect(beside).toMatchObject({ exitCode: 1, out: '' })
  expect(beside.err).toMatch(/^Another Despatch is running on the data directory .*\.\n$/)

  first.child.kill('SIGINT')
  first.child.kill('SIGINT')
  expect(await first.ended).toMatchObject({ exitCode: 0 })
  expect(await locateEmbedded(dataDir)).toBeNull()
}, 120_000)

test('the next start goes on with the data, and one after kill -9 finds the orphaned database', async () => {
  const second = serve()
  await second.ready
  expect(await ask('select one from kept')).toEqual([{ one: 1 }])
  expect(await second.says('To try next:')).not.toContain('Journey 1')
  second.child.kill('SIGKILL')
  await second.ended

  const third = serve()
  await third.ready
  expect(await ask('select one from kept')).toEqual([{ one: 1 }])
  third.child.kill('SIGTERM')
  expect(await third.ended).toMatchObject({ exitCode: 0 })
})

test('a service that is suddenly to be called otherwise is refused in one sentence', async () => {
  const { exitCode, err } = await serve({ PUBLIC_URL: 'http://elsewhere.example.test' }).ended
  expect(exitCode).toBe(1)
  expect(err).toMatch(/^PUBLIC_URL was http:\/\/localhost:\d+ when .*\.\n$/)
})

test('Ctrl-C while it is still starting ends it well', async () => {
  const running = serve({ LOG_LEVEL: 'info' })
  await new Promise((resolve) => running.child.stderr?.once('data', resolve))
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ exitCode: 0 })
  expect(await locateEmbedded(dataDir)).toBeNull()
})

test('a database that a newer version has migrated is refused in one sentence, and left as it was', async () => {
  const embedded = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }) })
  await ask(`insert into schema_migration (name, timestamp) values ('9999_later', now()::text)`)
  await embedded.stop()

  const { exitCode, err, out } = await serve().ended
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
  expect(err).toMatch(/^The database is newer than this program .*9999_later.*\.\n$/)
})

test('an external database is migrated and stays without the demonstration', async () => {
  const database = await createTestDatabase({ migrated: false })
  const running = serve({
    DATABASE_URL: database.runtimeUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_SEQUENCER_URL: database.sequencerUrl,
    DATA_DIR: join(home, 'external'),
  })
  await running.ready
  expect(await database.db.selectFrom('agency').selectAll().execute()).toEqual([])
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ exitCode: 0 })
  await database.drop()
})

/** Asks the database under `dataDir` as its owner. */
async function ask(text: string): Promise<unknown[]> {
  const client = new pg.Client((await locateEmbedded(dataDir))?.ownerUrl ?? '')
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
