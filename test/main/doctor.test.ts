import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayCertificate } from '../../src/main/doctor/machine.ts'
import type { Io } from '../../src/main/io.ts'
import { runProgram } from '../../src/main/program.ts'
import { locateEmbedded } from '../../src/store/embedded/locate.ts'
import { until } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'
import { type Running, runDespatch } from './running.ts'

/** What nobody had foreseen, at a signal; its message is about somebody. */
const CRASH = `process.on('SIGUSR2', () => {
  setImmediate(() => { throw Object.assign(new RangeError('Testina of Nowhere Lane'), { code: 'E_PLANTED' }) })
})`

let dataDir: string
let settings: Record<string, string>
let service: Running
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'despatch-doctor-'))
  const [port, smtpPort, statusPort] = await Promise.all([0, 0, 0].map(() => freePort('127.0.0.1')))
  settings = {
    DATA_DIR: dataDir,
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    STATUS_PORT: String(statusPort),
    LOG_LEVEL: 'warn',
  }
  const planted = join(dataDir, 'planted.mjs')
  await writeFile(planted, CRASH)
  service = runDespatch(['serve'], { ...settings, NODE_OPTIONS: `--import ${planted}` })
  const address = await service.ready
  // The first checkpoint of the log comes a moment later: what is to be found right has begun by then.
  await until('the log had begun', async () => (await fetch(`${address}/log/checkpoint`)).ok)
  // And nothing is entered in it any more: the first journey has been played.
  await service.says('To try next:')
}, 120_000)
afterAll(async () => {
  service?.child.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

/** The command, in this process: only the service needs one of its own. */
async function doctor(changed: Record<string, string> = {}, ...args: string[]) {
  const printed: string[] = []
  const io: Io = {
    env: { ...settings, ...changed },
    out: (line) => printed.push(line),
    err: (line) => printed.push(line),
  }
  const exitCode = await runProgram(['doctor', ...args], io)
  return { exitCode, out: printed.join('\n') }
}

test('the doctor finds everything right while the service runs', async () => {
  const { out, exitCode } = await doctor({}, '--json')
  const { ok, checks }: { ok: boolean; checks: { name: string; ok: boolean }[] } = JSON.parse(out)
  expect({ ok, exitCode }, out).toEqual({ ok: true, exitCode: 0 })
  expect(checks.map(({ name }) => name)).toEqual([
    ...['Node', 'data directory', 'disk', 'keys', "gateway's certificate", 'database', 'clock', 'migrations'],
    ...[
      'log',
      'journals',
      'records',
      'witnesses',
      'deliveries',
      'liaison officers',
      'HTTP',
      'readiness',
      'SMTP',
      'status',
    ],
  ])
})

test('keys that others may read, a Redis and another process that are not there are said, each with what to do', async () => {
  const key = join(dataDir, 'keys', 'sequencer', 'log.key')
  await chmod(key, 0o644)
  const away = `redis://:a-password@127.0.0.1:${await freePort('127.0.0.1')}`
  const { out, exitCode } = await doctor({
    REDIS_URL: away,
    STATUS_PORT: String(await freePort('127.0.0.1')),
  })
  await chmod(key, 0o600)
  expect(exitCode).toBe(1)
  expect(out).toContain(`FAIL  keys: others than its owner may read ${key}: chmod 600 it`)
  expect(out).toMatch(/^FAIL {2}Redis: the Redis of REDIS_URL does not answer .*: see that it runs/m)
  expect(out).toMatch(/^FAIL {2}status: nothing answers at http:\/\/127\.0\.0\.1:\d+\/readyz$/m)
  expect(out).not.toContain('a-password')
})

test('a journal that is missing is said with what to do, until the operator has said so', async () => {
  const journal = join(dataDir, 'log', 'journal')
  await rename(journal, join(dataDir, 'aside'))
  const missing = await doctor()
  await mkdir(journal)
  await writeFile(join(journal, 'rebuild'), '')
  const rebuilt = await doctor()
  // The sequencer may be writing there, as it was told to.
  await rm(journal, { recursive: true, maxRetries: 10 })
  await rename(join(dataDir, 'aside'), journal)
  expect(missing.exitCode).toBe(1)
  expect(missing.out).toMatch(
    /^FAIL {2}journals: log\/journal in DATA_DIR is missing.* restore it .* Only when there is none: despatch journal rebuild$/m,
  )
  // The sequencer may have done so by then.
  expect(rebuilt.out).toMatch(
    /^ok {4}journals: log\/journal (?:is made again from the database|goes up to \d)/m,
  )
  const whole = await doctor()
  expect(whole.out).toMatch(/^ok {4}journals: log\/journal goes up to \d+; log\/trust /m)
  expect(whole.out).toMatch(/^ok {4}records: none was lost$/m)
})

test('a certificate that has ended, or is about to, is said with what to do', async () => {
  const years = (count: number, days = 0) => new Date(Date.now() + (count * 365.25 + days) * 86_400_000)
  expect(await gatewayCertificate(dataDir, new Date())).toMatch(/^good until 20\d\d-/)
  await expect(gatewayCertificate(dataDir, years(10, -10))).rejects.toThrow(
    /it ends on .*, in \d+ days: make another/,
  )
  await expect(gatewayCertificate(dataDir, years(10, 10))).rejects.toThrow(
    /it ended on .*: partners that check it/,
  )
})

test('what nobody foresaw ends the service with a code of its own, and the log says where and not about whom', async () => {
  service.child.kill('SIGUSR2')
  const { exitCode, err } = await service.ended
  expect(exitCode).toBe(70)
  const lines = err
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.at(-1)).toMatchObject({
    level: 60,
    msg: 'an error that nobody caught; the process ends',
    fault: 'RangeError',
    code: 'E_PLANTED',
    at: [expect.stringContaining('planted.mjs:2'), expect.anything()],
  })
  expect(err).not.toContain('Testina')
  // It was told to stop by the process that ended, which did not wait for it.
  await expect.poll(() => locateEmbedded(dataDir)).toBeNull()
})

test('once it does not run, the doctor says what to do about each', async () => {
  const { out, exitCode } = await doctor()
  expect(exitCode).toBe(1)
  expect(out).toMatch(/^ok {4}Node: 24/m)
  expect(out).toMatch(/^ok {4}data directory: /m)
  expect(out).toMatch(/^FAIL {2}database: the embedded PostgreSQL is not running: despatch serve starts it$/m)
  expect(out).toMatch(/^FAIL {2}HTTP: nothing answers at /m)
  expect(out).toMatch(/^FAIL {2}SMTP: no mail gateway answers at /m)
  const nowhere = await doctor({ DATA_DIR: join(dataDir, 'none') })
  expect(nowhere.out).toMatch(
    /^FAIL {2}data directory: The data directory .*none cannot be used \(it is not there\): .*\.$/m,
  )
})
