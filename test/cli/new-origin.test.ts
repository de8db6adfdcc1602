import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeWitnessKey } from '../../src/cli/witness/folder.ts'
import { type RunningWitness, startWitness } from '../../src/cli/witness/run.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { demoPaths } from '../../src/demo/files.ts'
import { formatCheckpoint, parseCheckpoint } from '../../src/log/checkpoint.ts'
import { readSigner } from '../../src/log/keys.ts'
import { signNote, takeApart } from '../../src/log/note.ts'
import { composeService } from '../../src/main/compose.ts'
import { prepared } from '../services/sending.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { createPartnership } from '../setup/partnership.ts'
import { freePort } from '../setup/ports.ts'
import { signInAs } from '../setup/service.ts'
import { agreeOnAnnex } from './agree-on-annex.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine, type Ran } from './run.ts'

let config: Config
let databases: TestDatabase[] = []
let running: ReturnType<typeof composeService> | undefined
let witness: { folder: string; vkey: string; port: number; running: RunningWitness | undefined }
let operator: Machine
let root: string
/** Saw all that was lost; saw nothing of it; comes when everything is over; was shown another past by the same key. */
let [ahead, behind, late, shownAnother]: Machine[] = []

async function start(): Promise<void> {
  const database = databases.at(-1)
  if (!database) throw new Error('there is a database')
  const { runtimeUrl, sequencerUrl } = database
  running = composeService(
    config,
    { runtimeUrl, ownerUrl: null, sequencerUrl, embedded: false },
    { demo: true, role: 'all', logger: pino({ level: 'silent' }) },
  )
  await running.start()
}

async function stop(): Promise<void> {
  await running?.stop()
  running = undefined
}

async function witnesses(...logs: string[]): Promise<void> {
  witness.running?.stop()
  await witness.running?.ended
  const { folder, port } = witness
  witness.running = await startWitness({
    ...{ folder, logs, clock: () => new Date(), tell: () => undefined },
    listenOn: { host: '127.0.0.1', port },
  })
}

async function run(machine: Machine | undefined, ...args: string[]): Promise<Ran> {
  if (!machine) throw new Error('the machines are made first')
  return machine.despatch(...args)
}

async function signsIn(machine: Machine | undefined, ...more: string[]): Promise<Ran> {
  const key = join(config.dataDir, 'demo/people/auditor.asc')
  return run(machine, 'login', config.publicUrl, '--as', 'auditor', '--key', key, '--root', root, ...more)
}

const vkey = () => readFile(join(config.dataDir, 'keys/public/log.vkey'), 'utf8')
const published = async (path = 'log/checkpoint') => (await fetch(`${config.publicUrl}/${path}`)).text()
const sizeOf = (note: string) => parseCheckpoint(takeApart(note).text)?.size ?? -1n
const nameOf = (note: string) => note.split('\n')[0]
const folderOf = async ({ home }: Machine): Promise<string> => {
  const [server = ''] = await readdir(join(home, 'servers'))
  return join(home, 'servers', server)
}

/** Has the responsible authorities agree that these keys sign the log. */
async function agreeOn(log: string[]): Promise<void> {
  const db = databases.at(-1)?.db
  if (!db) throw new Error('the databases are made first')
  await agreeOnAnnex(db, config.dataDir, { log })
}

/** Sends so many referrals, and waits until they are in the log. */
async function sends(count: number): Promise<void> {
  const caseWorker = await signInAs(config, 'asb.caseworker')
  for (let left = count; left > 0; left -= 1) await caseWorker.client.submit(await prepared(caseWorker))
  await vi.waitFor(
    async () => {
      const waiting = databases.at(-1)?.db.selectFrom('log_pending').select('staged_id')
      expect(await waiting?.execute()).toEqual([])
    },
    { timeout: 30_000 },
  )
}

/** A copy of the database as it is; nobody may be connected meanwhile. */
async function backup({ superuserUrl }: TestDatabase): Promise<TestDatabase> {
  const name = new URL(superuserUrl).pathname.slice(1)
  const server = new URL(superuserUrl)
  server.pathname = '/postgres'
  const client = new pg.Client(server.href)
  await client.connect()
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  await client.end()
  return createTestDatabase({ template: name })
}

beforeAll(async () => {
  const made = await createPartnership('dsp-')
  databases = [made.database]
  const ports = await Promise.all([1, 2, 3].map(() => freePort('127.0.0.1')))
  const folder = join(await newFolder(), 'witness')
  const key = await makeWitnessKey(folder, 'police.example.test/witness')
  witness = { folder, vkey: key.vkey, port: ports[2] ?? 0, running: undefined }
  const list = join(await newFolder(), 'witnesses')
  await writeFile(list, `${key.vkey} http://127.0.0.1:${witness.port}\n`)
  config = readConfig({
    PORT: String(ports[0]),
    SMTP_PORT: String(ports[1]),
    DATA_DIR: made.dataDir,
    DATABASE_URL: made.database.runtimeUrl,
    DATABASE_SEQUENCER_URL: made.database.sequencerUrl,
    WITNESSES: list,
    WITNESS_POLICY: 'open',
  })
  await start()
  await witnesses(await vkey())
  root = (await (await signInAs(config, 'auditor')).trust.state()).anchor ?? ''
  const env = { DESPATCH_PASSPHRASE_FILE: demoPaths(config.dataDir).passphrase }
  ;[ahead, behind, late, shownAnother] = await Promise.all([1, 2, 3, 4].map(() => newMachine({ env })))
  operator = await newMachine({ env: { DATA_DIR: config.dataDir, PUBLIC_URL: config.publicUrl } })
  await sends(5)
  for (const machine of [ahead, behind]) {
    expect(await signsIn(machine)).toMatchObject({ code: 0 })
    expect(await run(machine, 'log', 'verify')).toMatchObject({ code: 0 })
  }
}, 120_000)
afterAll(async () => {
  await stop()
  witness?.running?.stop()
  await witness?.running?.ended
  for (const database of databases) await database.drop()
  if (config) await rm(config.dataDir, { recursive: true, force: true })
})

describe('a log of which more was seen than can be restored', () => {
  let before: string
  let oldSecret: string
  let lost: { note: string; size: bigint }
  let exportBefore: string
  let exportAfter: string

  it('has lost what came after a backup, and its journal, and is not written', async () => {
    before = await vkey()
    oldSecret = await readFile(join(config.dataDir, 'keys/sequencer/log.key'), 'utf8')
    await stop()
    const [whole] = databases
    const older = whole && (await backup(whole))
    await start()
    await sends(3)
    expect(await run(ahead, 'log', 'verify')).toMatchObject({ code: 0 })
    exportBefore = join(await newFolder(), 'export')
    expect(await run(ahead, 'log', 'export', '--dir', exportBefore)).toMatchObject({ code: 0 })
    const note = await readFile(join(exportBefore, 'checkpoint'), 'utf8')
    lost = { note, size: sizeOf(note) }
    if (!older) throw new Error('there is a database')
    await stop()
    await rm(join(config.dataDir, 'log/journal'), { recursive: true })
    databases.push(older)
  })

  it('is ended by its own key alone, with a checkpoint of its own', async () => {
    const foreign = join(await newFolder(), 'foreign')
    await writeFile(foreign, lost.note.replace(/\n\d+\n/, '\n9999\n'))
    const refused = await operator.despatch('new-origin', 'log', '--checkpoint', foreign)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('is no checkpoint of') })
    const unprepared = await operator.despatch('new-origin', 'log', '--finish', '--agreed')
    expect(unprepared).toMatchObject({ code: 1, err: expect.stringContaining('No new name was prepared') })
    const newest = join(exportBefore, 'checkpoint')
    const prepared = await operator.json('new-origin', 'log', '--checkpoint', newest)
    expect(prepared.document).toMatchObject({ ok: true, keyBefore: before, known: String(lost.size) })
    expect(await vkey()).toBe(before)
    expect(await operator.despatch('new-origin', 'log', '--finish', '--agreed')).toMatchObject({
      code: 0,
      err: '',
    })
    expect((await vkey()).split('+')[0]).toBe(`${before.split('+')[0]}/2`)
    const folder = join(config.dataDir, 'keys/sequencer')
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), 'utf8')).not.toContain(oldSecret.split('\n')[0])
  })

  it('goes on under another name, and its first entry there says what is lost', async () => {
    await witnesses(before, await vkey())
    await start()
    await expect.poll(async () => nameOf(await published())).toBe((await vkey()).split('+')[0])
    expect(nameOf(await published('log/2/checkpoint'))).toBe((await vkey()).split('+')[0])
    expect((await fetch(`${config.publicUrl}/log/2/tile/0/000.p/1`)).status).toBe(200)
    expect((await fetch(`${config.publicUrl}/log/3/checkpoint`)).status).toBe(404)
    const db = databases.at(-1)?.db
    const staged = await db
      ?.selectFrom('log_staged')
      .select('record')
      .where('type', '=', 'continued')
      .execute()
    const [record, ...more] = (staged ?? []).map((row) => JSON.parse(row.record ?? ''))
    expect(more).toEqual([])
    expect(record).toMatchObject({ keyBefore: before, newest: lost.note })
    expect(record.lost).toEqual({ from: record.size, to: String(lost.size - 1n) })
    expect(BigInt(record.size)).toBeLessThan(lost.size)
  })

  it('is seen by its witness from its beginning, which was told the key', async () => {
    await expect.poll(async () => takeApart(await published()).signatures.length, { timeout: 30_000 }).toBe(2)
    const names = await readdir(join(witness.folder, 'seen'))
    const seen = await Promise.all(names.map((name) => readFile(join(witness.folder, 'seen', name), 'utf8')))
    expect(seen.map(nameOf).sort()).toEqual([before.split('+')[0], (await vkey()).split('+')[0]])
    expect(await readdir(join(witness.folder, 'evidence'))).toEqual([])
  })

  it('is gone over to by nobody who was not told, nor before the agencies have agreed on its key', async () => {
    for (const machine of [ahead, behind]) {
      const told = await run(machine, 'log', 'verify')
      expect(told.code).toBe(1)
      expect(told.err).toContain('has begun anew under another name')
      expect(told.err).toContain('sign in again with --repin log')
      const refused = await signsIn(machine, '--repin', 'log')
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('agreed on') })
      expect((await run(machine, 'log', 'verify')).err).toContain('has begun anew under another name')
    }
  })

  it('is read on by who saw no more than it has, and by who saw more, with what they saw as evidence', async () => {
    if (!ahead || !behind || !shownAnother) throw new Error('they are made first')
    await cp(ahead.home, shownAnother.home, { recursive: true })
    const trustSize = async () => Number((await published('trust/checkpoint')).split('\n')[1])
    const size = await trustSize()
    await agreeOn([before, await vkey()])
    await expect.poll(trustSize).toBeGreaterThan(size)
    const over = await signsIn(behind, '--repin', 'log')
    expect(over, over.err).toMatchObject({ code: 0 })
    expect(over.err).toContain('goes on as')
    expect(over.err).not.toContain('evidence')
    const repinned = await signsIn(ahead, '--repin', 'log')
    expect(repinned, repinned.err).toMatchObject({ code: 0 })
    expect(repinned.err).toContain(`This machine had seen ${lost.size}`)
    const kept = join(await folderOf(ahead), 'lost')
    expect(await readFile(join(kept, `1-${lost.size}`), 'utf8')).toBe(lost.note)
    await sends(5)
    for (const machine of [ahead, behind, ahead]) {
      const verified = await run(machine, 'log', 'verify')
      expect(verified, verified.err).toMatchObject({ code: 0 })
      expect(verified.out).toContain('It continues the checkpoint seen before')
    }
    expect(await signsIn(late)).toMatchObject({ code: 0 })
    expect(await run(late, 'log', 'verify')).toMatchObject({ code: 0 })
  })

  it('is exported and verified in its folder, and an export of the time before is one still', async () => {
    exportAfter = join(await newFolder(), 'export')
    expect(await run(ahead, 'log', 'export', '--dir', exportAfter)).toMatchObject({ code: 0 })
    for (const machine of [ahead, late]) {
      const verified = await run(machine, 'log', 'verify', exportAfter)
      expect(verified, verified.err + verified.out).toMatchObject({ code: 0 })
    }
    const earlier = await run(ahead, 'log', 'verify', exportBefore)
    expect(earlier, earlier.err + earlier.out).toMatchObject({ code: 0 })
    expect(earlier.out).toContain('is pinned here')
  })

  it('excuses nothing of what it says that it has', async () => {
    if (!shownAnother) throw new Error('it is made first')
    const folder = await folderOf(shownAnother)
    const origin = before.split('+')[0] ?? ''
    const other = formatCheckpoint({ origin, size: 3n, root: new Uint8Array(32).fill(7) })
    const note = await signNote(other, await readSigner(oldSecret.split('\n')[0] ?? ''))
    await writeFile(join(folder, 'checkpoint'), note)
    await rm(join(folder, 'checkpoints'), { recursive: true })
    const refused = await signsIn(shownAnother, '--repin', 'log')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('another past than before') })
    expect(await readFile(join(folder, 'log-alarm.json'), 'utf8')).toContain(
      JSON.stringify(note).slice(1, -1),
    )
  })
})
