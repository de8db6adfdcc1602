import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../src/main/ports.ts'
import { locateEmbedded } from '../../src/store/embedded/locate.ts'
import { startEmbedded } from '../../src/store/embedded/start.ts'
import { createTestDatabase } from '../setup/database.ts'
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
}, 60_000)

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
}, 60_000)

test('a service that is suddenly to be called otherwise is refused in one sentence', async () => {
  const { exitCode, err } = await serve({ PUBLIC_URL: 'http://elsewhere.example.test' }).ended
  expect(exitCode).toBe(1)
  expect(err).toMatch(/^PUBLIC_URL was http:\/\/localhost:\d+ when .*\.\n$/)
}, 60_000)

test('Ctrl-C while it is still starting ends it well', async () => {
  const running = serve({ LOG_LEVEL: 'info' })
  await new Promise((resolve) => running.child.stderr?.once('data', resolve))
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ exitCode: 0 })
  expect(await locateEmbedded(dataDir)).toBeNull()
}, 60_000)

test('a database that a newer version has migrated is refused in one sentence, and left as it was', async () => {
  const embedded = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }) })
  await ask(`insert into schema_migration (name, timestamp) values ('9999_later', now()::text)`)
  await embedded.stop()

  const { exitCode, err, out } = await serve().ended
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
  expect(err).toMatch(/^The database is newer than this program .*9999_later.*\.\n$/)
}, 60_000)

test.each(['PORT', 'SMTP_PORT'])('a taken %s is said in one sentence', async (setting) => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => squatter.once('listening', resolve))
  const address = squatter.address()
  const taken = typeof address === 'object' && address ? String(address.port) : ''
  const { exitCode, err } = await serve({ [setting]: taken, DATA_DIR: join(home, 'another') }).ended
  expect(exitCode).toBe(1)
  expect(err).toBe(
    `Port ${taken} on 127.0.0.1 is taken: stop what listens there, or set ${setting} to another port.\n`,
  )
  squatter.close()
})

test('a data directory that cannot be written is said in one sentence', async () => {
  // A file in the way stops root too.
  const file = join(home, 'file')
  await writeFile(file, '')
  for (const path of [file, join(file, 'below')]) {
    const { exitCode, err } = await serve({ DATA_DIR: path }).ended
    expect(exitCode).toBe(1)
    expect(err).toMatch(
      /^The data directory .* cannot be used \(.*a file\): set DATA_DIR to one that can\.\n$/,
    )
  }
})

test('a file where a folder of the data directory belongs is said in one sentence', async () => {
  for (const name of ['keys', 'postgres']) {
    const path = join(await mkdtemp(join(home, 'in-the-way-')), name)
    await writeFile(path, '')
    const { exitCode, err } = await serve({ DATA_DIR: join(path, '..') }).ended
    expect(exitCode).toBe(1)
    expect(err).toBe(
      `${path} cannot be used (it is a file): put it right, or set DATA_DIR to another folder.\n`,
    )
  }
}, 60_000)

test('a HOST that is no address of this machine is said in one sentence', async () => {
  // RFC 5737: addresses for documents, which no machine has.
  const { exitCode, err } = await serve({ HOST: '192.0.2.1' }).ended
  expect(exitCode).toBe(1)
  expect(err).toMatch(/^HOST is 192\.0\.2\.1, which is not an address of this machine: .*\.\n$/)
})

test('wrong settings are said one sentence each, wrong usage ends with 2', async () => {
  const wrong = await serve({ PORT: 'eighty', LOG_LEVEL: 'loud' }).ended
  expect(wrong.exitCode).toBe(1)
  expect(wrong.err).toMatch(/^PORT must be .*\.\nLOG_LEVEL must be .*\.\n$/)
  expect(await serve({}, ['--role', 'king']).ended).toMatchObject({ exitCode: 2 })
})

test('an external database is migrated and stays without the demonstration, one that does not answer is said', async () => {
  const database = await createTestDatabase({ migrated: false })
  const urls = {
    DATABASE_URL: database.runtimeUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_SEQUENCER_URL: database.sequencerUrl,
    DATA_DIR: join(home, 'external'),
  }
  const running = serve(urls)
  await running.ready
  expect(await database.db.selectFrom('agency').selectAll().execute()).toEqual([])
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ exitCode: 0 })

  // Each login in another's place: the log is safe from the service only while the service may not write it.
  const misplaced: [Record<string, string>, RegExp][] = [
    [{ DATABASE_URL: urls.DATABASE_OWNER_URL }, /^The login of DATABASE_URL may write the log.*\.\n$/],
    [
      { DATABASE_URL: urls.DATABASE_SEQUENCER_URL, DATABASE_OWNER_URL: '' },
      /DATABASE_URL|may not do its part/,
    ],
    [
      { DATABASE_SEQUENCER_URL: urls.DATABASE_URL },
      /^The login of DATABASE_SEQUENCER_URL has not the rights/,
    ],
    [{ DATABASE_OWNER_URL: urls.DATABASE_URL }, /^A login may not do its part \(.*DATABASE_OWNER_URL.*\.\n$/],
  ]
  for (const [settings, sentence] of misplaced) {
    const refused = await serve({ ...urls, ...settings }).ended
    expect(refused).toMatchObject({ exitCode: 1, out: '', err: expect.stringMatching(sentence) })
    expect(refused.err).not.toMatch(/^\s+at /m)
  }
  await database.drop()

  const nowhere = 'postgres://nobody@127.0.0.1:1/none'
  const { exitCode, err } = await serve({
    ...urls,
    DATABASE_URL: nowhere,
    DATABASE_OWNER_URL: nowhere,
    DATABASE_SEQUENCER_URL: nowhere,
  }).ended
  expect(exitCode).toBe(1)
  expect(err).toMatch(/^The database of DATABASE_URL does not answer \(ECONNREFUSED\): .*\.\n$/)

  const alone = await serve({ ...urls, DATABASE_SEQUENCER_URL: '' }).ended
  expect(alone.err).toMatch(/^The sequencer needs DATABASE_SEQUENCER_URL.*\.\n$/)
}, 60_000)

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
