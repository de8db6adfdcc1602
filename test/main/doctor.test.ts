import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../src/main/ports.ts'
import { runDespatch } from './running.ts'

let settings: Record<string, string>
beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'despatch-doctor-'))
  const [port, smtpPort] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')]
  settings = { DATA_DIR: dataDir, PORT: String(port), SMTP_PORT: String(smtpPort), LOG_LEVEL: 'warn' }
})
afterAll(() => rm(settings.DATA_DIR ?? '', { recursive: true, force: true }))

test('the doctor finds everything right while the service runs, and says what is not when it does not', async () => {
  const service = runDespatch(['serve'], settings)
  await service.ready
  const well = await runDespatch(['doctor', '--json'], settings).ended
  expect(JSON.parse(well.out)).toMatchObject({ ok: true })
  expect(well.exitCode).toBe(0)
  service.child.kill('SIGINT')
  await service.ended

  const ill = await runDespatch(['doctor'], settings).ended
  expect(ill.exitCode).toBe(1)
  expect(ill.out).toMatch(/^ok {4}Node: 24/m)
  expect(ill.out).toMatch(/^ok {4}data directory: /m)
  expect(ill.out).toMatch(
    /^FAIL {2}database: the embedded PostgreSQL is not running: despatch serve starts it$/m,
  )
  const nowhere = { ...settings, DATA_DIR: `${settings.DATA_DIR}/none` }
  expect((await runDespatch(['doctor'], nowhere).ended).out).toMatch(
    /^FAIL {2}data directory: The data directory .*none cannot be used \(it is not there\): .*\.$/m,
  )
  expect(ill.out).toMatch(/^FAIL {2}HTTP: nothing answers at /m)
  expect(ill.out).toMatch(/^FAIL {2}SMTP: no mail gateway answers at /m)
}, 60_000)
