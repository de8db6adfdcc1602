import { afterAll, beforeAll, expect, it } from 'vitest'
import { LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import type { Session } from '../../src/sdk/session.ts'
import { verifyServer } from '../../src/sdk/verify-log.ts'
import { eraseRecords } from '../../src/services/log/erase.ts'
import type { ServiceProcess } from '../faults/start-service-process.ts'
import { createWorld, type World } from '../faults/world.ts'
import { prepared } from '../services/sending.ts'

let world: World
let service: ServiceProcess
let caseWorker: Session
let auditor: Session

beforeAll(async () => {
  world = await createWorld()
  service = await world.startProcess()
  caseWorker = await world.session('asb.caseworker')
  auditor = await world.session('auditor')
})
afterAll(() => world?.end())

const database = () => new URL(world.database.superuserUrl).pathname.slice(1)

async function sends(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1)
    await caseWorker.client.submit(await prepared(caseWorker, { to: [LIVERPOOL_YOT] }))
}

/** Every checkpoint that is published, by size. */
async function checkpoints(): Promise<Map<unknown, unknown>> {
  const rows = await world.asSuperuser('select size, note from checkpoint order by size')
  return new Map(rows.map(({ size, note }) => [size, note]))
}

/** Copies the database's files, or puts the copy in its place; nobody may be connected meanwhile. */
async function copied(from: string, to: string): Promise<void> {
  await world.atServer(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname in ('${from}', '${to}')`,
  )
  await world.atServer(`drop database if exists ${to} with (force)`)
  await world.atServer(`create database ${to} owner despatch_owner template ${from}`)
}

it('killed in the middle of appending and started on an older database, it publishes again what was lost, and goes on', async () => {
  await sends(5)
  await service.kill()
  const backup = `${database()}_backup`
  await copied(database(), backup)

  service = await world.startProcess()
  // What was published before is destroyed since, and the older database has it again.
  const [old] = await world.asSuperuser(
    `select staged_id from log_entry join log_staged on log_staged.id = staged_id where type = 'accepted' order by idx limit 1`,
  )
  const id = BigInt(String(old?.staged_id))
  const yearsOn = () => new Date(Date.now() + 2 * 365 * 86_400_000)
  await eraseRecords({ db: world.database.db, clock: yearsOn }, [id], {
    ...{ reason: 'retention-over', decided: { by: 'schedule' } },
  })
  await sends(20)
  const before = await checkpoints()
  const { held } = await service.holdAt('after-journal')
  const last = prepared(caseWorker, { to: [LIVERPOOL_YOT] }).then((one) => caseWorker.client.submit(one))
  const answered = last.then(
    () => 'answered',
    () => 'cut off',
  )
  await held
  await service.kill()
  await answered

  await copied(backup, database())
  expect((await checkpoints()).size).toBeLessThan(before.size)
  service = await world.startProcess()
  // The start does not wait for the log; the first question that needs it does.
  await expect.poll(async () => (await checkpoints()).size).toBeGreaterThan(before.size)
  const after = await checkpoints()
  expect(await world.asSuperuser(`select record, salt from log_staged where id = ${id}`)).toEqual([
    { record: null, salt: null },
  ])
  for (const [size, note] of before) expect(after.get(size)).toBe(note)
  const [{ lost } = { lost: 0 }] = await world.asSuperuser(
    'select count(*)::integer as lost from log_staged where lost',
  )
  expect(lost).toBeGreaterThanOrEqual(20)

  await sends(3)
  const verdict = await verifyServer(auditor, { kept: null, signedIn: true })
  expect(verdict.problems).toEqual([])
  expect(verdict.erased + verdict.withheld).toBe(BigInt(Number(lost)) + 1n)
  await world.atServer(`drop database if exists ${backup} with (force)`)
}, 180_000)
