import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayCheck, loopCheck, queueCheck, roomVerdict } from '../../src/main/status/checks.ts'
import { databaseCheck, migrationsCheck } from '../../src/services/readiness/database.ts'
import { logCheck } from '../../src/services/readiness/log.ts'
import {
  createReadiness,
  degraded,
  failed,
  fine,
  type ReadinessCheck,
  WITHIN_MS,
} from '../../src/services/readiness.ts'
import { connect } from '../../src/store/connect.ts'
import { startLoop } from '../../src/workers/loop.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

const check = (look: ReadinessCheck['look']): ReadinessCheck => ({ name: 'process', look })
const GONE = 'postgres://nobody:a-password@127.0.0.1:1/none'

describe('readiness', () => {
  it('is there while no check has failed, whatever is degraded', async () => {
    const well = check(async () => fine('Well.'))
    const worse = check(async () => degraded('Worse.'))
    const bad = check(async () => failed('Bad.'))
    expect((await createReadiness(() => [well, worse])()).ready).toBe(true)
    expect(await createReadiness(() => [well, bad])()).toEqual({
      ready: false,
      checks: [
        { name: 'process', state: 'ok', says: 'Well.' },
        { name: 'process', state: 'failed', says: 'Bad.' },
      ],
    })
  })

  it('is told within two seconds of a database that hangs, which is asked once however many want to know', async () => {
    const superuser = new pg.Client(database.superuserUrl)
    await superuser.connect()
    await superuser.query('begin; lock table schema_migration in access exclusive mode')
    const migrations = migrationsCheck(database.db, ['0001_spine'])
    let looks = 0
    const counted = check(() => {
      looks += 1
      return migrations.look()
    })
    const readiness = createReadiness(() => [counted])
    // By the clock it would take as long as whatever else the machine does; that it comes at all is for want of patience.
    expect(WITHIN_MS).toBeLessThan(2_000)
    for (const { ready, checks } of await Promise.all([readiness(), readiness()])) {
      expect({ ready, says: checks[0]?.says }).toEqual({
        ready: false,
        says: expect.stringMatching('no answer in time'),
      })
    }
    const third = readiness()
    await superuser.end()
    expect((await third).checks[0]?.says).not.toMatch('no answer in time')
    expect(looks).toBe(1)
  })

  it('says by its code why a database does not answer, and no more', async () => {
    const { db, close } = connect(GONE, { max: 1, applicationName: 'test' })
    const { says, state } = await databaseCheck(db).look()
    expect({ state, says }).toEqual({
      state: 'failed',
      says: 'It does not answer (ECONNREFUSED): nothing can be accepted.',
    })
    await close()
    expect(await databaseCheck(database.db).look()).toMatchObject({ state: 'ok' })
  })

  it('is not there on a database that lacks a migration; on a newer one it stays, and says so', async () => {
    const { rows } = await sql<{ name: string }>`select name from schema_migration order by name`.execute(
      database.db,
    )
    const known = rows.map(({ name }) => name)
    const look = (names: string[]) => migrationsCheck(database.db, names).look()
    expect(await look(known)).toMatchObject({
      state: 'ok',
      says: expect.stringContaining(known.at(-1) ?? ''),
    })
    expect(await look([...known, '9999_later'])).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('9999_later'),
    })
    expect(await look(known.slice(0, -1))).toMatchObject({
      state: 'degraded',
      says: expect.stringContaining(known.at(-1) ?? ''),
    })
  })

  it('says that nobody writes the log before anything has to wait for it', async () => {
    expect(await logCheck(database.db, { sequencing: true }).look()).toMatchObject({
      state: 'degraded',
      says: expect.stringMatching('No sequencer'),
    })
  })

  it('is there, and says so, where what is accepted waits for another process', async () => {
    await database.db
      .insertInto('log_staged')
      .values({ type: 'read', record: '{}', salt: new Uint8Array(32), referral_id: null })
      .execute()
    await database.owner.executeQuery(
      sql`update log_staged set staged_at = now() - interval '1 minute'`.compile(database.owner),
    )
    const look = async (sequencing: boolean) => (await logCheck(database.db, { sequencing }).look()).state
    expect([await look(true), await look(false)]).toEqual(['failed', 'degraded'])
  })

  it('is not there while a loop of the process does not turn', async () => {
    let ill = false
    let turned = () => {}
    const loop = startLoop(
      async () => {
        turned()
        if (ill) throw new Error('Testina of Nowhere Lane')
      },
      { everyMs: 60_000, onError: () => {} },
    )
    const turn = async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      turned = resolve
      loop.nudge()
      await promise
    }
    const look = async (lateMs: number) =>
      (await loopCheck('worker', loop, { lateMs, means: 'nothing is delivered.' }).look()).state
    await turn()
    await expect.poll(() => look(60_000)).toBe('ok')
    ill = true
    await turn()
    await expect.poll(() => look(60_000)).toBe('degraded')
    expect(await look(0)).toBe('failed')
    ill = false
    await turn()
    await expect.poll(() => look(60_000)).toBe('ok')
    await loop.stop()
  })

  it('stays while Redis is away, which makes mail wait and loses nothing', async () => {
    const { state, says } = await queueCheck('redis://:a-password@127.0.0.1:1').look()
    expect({ state, says }).toEqual({
      state: 'degraded',
      says: expect.stringMatching(/^Redis does not answer \(ECONNREFUSED\): /),
    })
  })

  it('goes when the gateway does not listen, and when there is no room', async () => {
    expect((await gatewayCheck(() => true).look()).state).toBe('ok')
    expect((await gatewayCheck(() => false).look()).state).toBe('failed')
    const MIB = 1024 * 1024
    expect([600, 300, 50].map((free) => roomVerdict(free * MIB))).toEqual([
      { state: 'ok', says: '600 MiB are left in DATA_DIR.' },
      { state: 'degraded', says: '300 MiB are left in DATA_DIR: make room soon.' },
      { state: 'failed', says: expect.stringMatching(/^50 MiB are left in DATA_DIR: make room/) },
    ])
  })
})
