import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { locateEmbedded } from '../../../src/store/embedded/locate.ts'
import { type Embedded, startEmbedded } from '../../../src/store/embedded/start.ts'
import { StartRefusal } from '../../../src/store/start-refusal.ts'

const logger = pino({ level: 'silent' })
const settings = { fsync: 'off' }
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'despatch-embedded-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const start = (more: Record<string, string> = {}) =>
  startEmbedded({ dataDir, logger, settings: { ...settings, ...more } })

test('of two first starts at once one runs the database and the other is told so in one sentence', async () => {
  const results = await Promise.allSettled([start(), start()])
  const running = results.filter((result) => result.status === 'fulfilled')
  const refused = results.filter((result) => result.status === 'rejected')
  expect(running).toHaveLength(1)
  expect(refused[0]?.reason).toBeInstanceOf(StartRefusal)
  expect(refused[0]?.reason.message).toMatch(/^Another Despatch is running on the data directory .*\.$/)

  const [first] = running
  expect((await locateEmbedded(dataDir))?.runtimeUrl).toBe(first?.value.runtimeUrl)
  await first?.value.stop()
  expect(await locateEmbedded(dataDir)).toBeNull()
})

test('a stopped database goes on with its data, its passwords readable by its owner alone', async () => {
  const first = await start()
  await ask(first.ownerUrl, 'create table kept as select 1 as one')
  await first.stop()
  expect((await stat(join(dataDir, 'postgres/logins.json'))).mode & 0o777).toBe(0o600)

  const second = await start()
  expect(await ask(second.ownerUrl, 'select one from kept')).toEqual([{ one: 1 }])
  await second.stop()
})

test('the database of a process that was killed is taken over, or restarted when the settings have changed', async () => {
  const orphan = await killedStart()
  const adopted = await start()
  expect(adopted.pid).toBe(orphan.pid)
  await adopted.stop()

  const another = await killedStart()
  const restarted = await start({ work_mem: '5MB' })
  expect(restarted.pid).not.toBe(another.pid)
  expect(await ask(restarted.ownerUrl, 'show work_mem')).toEqual([{ work_mem: '5MB' }])
  await restarted.stop()
})

test('a session that the database loses is taken again, and the service hears when the database is gone', async () => {
  let lost = () => {}
  const gone = new Promise<void>((resolve) => {
    lost = resolve
  })
  const embedded = await startEmbedded({ dataDir, logger, settings, onLost: () => lost() })
  const owners = `from pg_stat_activity join pg_locks using (pid)
    where application_name = 'despatch owner' and locktype = 'advisory'`
  const admin = embedded.superuserUrl('postgres')
  const [before] = await ask(admin, `select pid, pg_terminate_backend(pid) ${owners}`)
  await expect
    .poll(() => ask(admin, `select pid <> ${before.pid} as anew ${owners}`))
    .toEqual([{ anew: true }])
  embedded.abandon()
  await gone
})

test("the server's own log has no values in it", async () => {
  const embedded = await start()
  await ask(embedded.ownerUrl, 'create table person_at (address text primary key)')
  const add = `insert into person_at values ('testina@example.test')`
  await ask(embedded.ownerUrl, add)
  await expect(ask(embedded.ownerUrl, add)).rejects.toThrow('duplicate key')
  await embedded.stop()
  const log = await readFile(embedded.logFile, 'utf8')
  expect(log).toContain('duplicate key')
  expect(log).not.toContain('testina')
})

async function ask(url: string, text: string) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Starts it in a process of its own, and kills that process without warning. */
async function killedStart(): Promise<Pick<Embedded, 'pid'>> {
  const script = `
    import { pino } from 'pino'
    import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, '../../../src/store/embedded/start.ts'))}
    const { pid } = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, logger: pino({ level: 'silent' }), settings: ${JSON.stringify(settings)} })
    process.stdout.write(JSON.stringify({ pid }))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: join(import.meta.dirname, '../../..'),
  })
  const [said] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return JSON.parse(String(said))
}
