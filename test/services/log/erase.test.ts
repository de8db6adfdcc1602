import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHistory } from '../../../src/domain/history.ts'
import { Destroyed } from '../../../src/domain/wire/destroyed.ts'
import { parseStatement } from '../../../src/domain/wire/statement.ts'
import { openCheckpoint } from '../../../src/log/checkpoint.ts'
import { type LogVerdict, verifyLog } from '../../../src/log/verify.ts'
import { verifyWithDestructions } from '../../../src/sdk/verify-destroyed.ts'
import { eraseRecords } from '../../../src/services/log/erase.ts'
import { sha256 } from '../../../src/services/log/hash.ts'
import { disclosureTree, readShownCheckpoint, readTilePath } from '../../../src/services/log/read-tiles.ts'
import { lifeOf } from '../../log/lives.ts'
import { createTestLog, publishAll, type TestLog } from './log-database.ts'

let log: TestLog
let publish: () => Promise<void>
const NOW = new Date('2017-03-02T09:00:00.000Z')
const OVER = { reason: 'retention-over', decided: { by: 'schedule' } } as const
const erase = (ids: readonly bigint[], why: Parameters<typeof eraseRecords>[2] = OVER) =>
  eraseRecords({ db: log.db, clock: () => NOW }, ids, why)

beforeAll(async () => {
  log = await createTestLog()
  const sequencer = await log.start()
  publish = () => publishAll(sequencer)
  for (const { type, record } of [...lifeOf(0), ...lifeOf(1)]) {
    await sql`insert into log_staged (type, record, salt) values (${type}, ${record}, ${crypto.getRandomValues(new Uint8Array(32))})`.execute(
      log.db,
    )
  }
  await publish()
})
afterAll(() => log?.end())

/** The whole log as somebody verifies it who may open every record. */
async function verified(): Promise<{ verdict: LogVerdict; history: ReturnType<typeof createHistory> }> {
  const history = createHistory()
  const note = (await readShownCheckpoint(log.db)) ?? ''
  const read = async (path: string) => (await readTilePath(disclosureTree(log.db), path)) ?? null
  const verdict = await verifyLog({
    source: {
      checkpoint: async () => note,
      tile: read,
      entries: read,
      record: async (index) => {
        const row = await rowAt(index)
        return row.salt && row.record !== null ? { salt: row.salt, record: row.record, type: row.type } : null
      },
      missing: 'erased',
    },
    vkey: log.keys.vkey,
    hash: sha256,
    onEntry: history.add,
  })
  return { verdict, history }
}

const rowAt = (index: bigint) =>
  log.db
    .selectFrom('log_entry')
    .innerJoin('log_staged', 'log_staged.id', 'log_entry.staged_id')
    .select(['log_staged.id', 'log_staged.type', 'log_staged.record', 'log_staged.salt'])
    .where('log_entry.idx', '=', index)
    .executeTakeFirstOrThrow()

describe('erasing what stands behind entries of the log', () => {
  it('leaves every proof intact, and says which entry destroyed what', async () => {
    const before = await openCheckpoint((await readShownCheckpoint(log.db)) ?? '', ...log.keys.verifiers)
    const ids = [(await rowAt(0n)).id, (await rowAt(3n)).id]
    const by = await erase(ids)
    expect(await rowAt(0n)).toMatchObject({ record: null, salt: null })
    await publish()
    const { verdict, history } = await verified()
    expect(verdict).toMatchObject({ problems: [], erased: 2n, size: before.size + 1n })
    const { destruction, violationCount } = history.verdict(true)
    expect(destruction).toMatchObject({ destroyed: 2, missing: 0 })
    expect(destruction.told).toMatchObject([
      { entry: String(before.size), entries: ['0', '3'], reason: 'retention-over', time: NOW.toISOString() },
    ])
    expect(violationCount).toBe(0)
    const said = await rowAt(before.size)
    expect([said.id, said.type]).toEqual([by, 'destroyed'])
    expect(parseStatement(Destroyed, said.record ?? '').entries).toEqual(['0', '3'])
  })

  it('says nothing a second time, and destroys what is left of several', async () => {
    expect(await erase([(await rowAt(0n)).id])).toBeNull()
    const by = await erase([(await rowAt(0n)).id, (await rowAt(4n)).id])
    const row = await log.db
      .selectFrom('log_staged')
      .select('record')
      .where('id', '=', by)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(row.record ?? '')).toMatchObject({ entries: ['4'], reason: 'retention-over' })
    await publish()
  })

  it('refuses what is not in the log yet, a destruction itself, and too many at once: nothing is erased then', async () => {
    await log.stage(1)
    const pending = await log.db.selectFrom('log_pending').select('staged_id').executeTakeFirstOrThrow()
    const first = (await rowAt(1n)).id
    await expect(erase([first, pending.staged_id])).rejects.toThrow('only what the log has entered')
    await expect(erase([first, 999_999n])).rejects.toThrow('only what the log has entered')
    const destruction = await log.db
      .selectFrom('log_staged')
      .select('id')
      .where('type', '=', 'destroyed')
      .executeTakeFirstOrThrow()
    await expect(erase([first, destruction.id])).rejects.toThrow('of a destruction is not erased')
    await expect(erase(Array.from({ length: 1001 }, (_, n) => BigInt(n)))).rejects.toThrow('at most 1000')
    expect((await rowAt(1n)).record).not.toBeNull()
    // The sequencer goes on as if nothing had been asked.
    await publish()
    expect((await verified()).verdict.problems).toEqual([])
  })

  it('is not to be had by the service without a destruction, and no record is changed', async () => {
    const { id } = await rowAt(1n)
    const change = (set: string) =>
      sql`${sql.raw(`update log_staged set ${set} where id = ${id}`)}`.execute(log.db)
    await expect(change('record = null, salt = null')).rejects.toThrow('permission denied')
    await expect(change(`record = 'another'`)).rejects.toThrow('permission denied')
    await expect(change(`type = 'accepted'`)).rejects.toThrow('permission denied')
    await expect(sql`delete from erasure`.execute(log.db)).rejects.toThrow('permission denied')
  })

  it('is lawful also for whoever had opened a part of it when the rest was erased', async () => {
    const ids = [(await rowAt(1n)).id, (await rowAt(5n)).id]
    const history = createHistory()
    const opened: bigint[] = []
    const client = {
      logFile: async (path: string) =>
        path === 'checkpoint'
          ? new TextEncoder().encode((await readShownCheckpoint(log.db)) ?? '')
          : ((await readTilePath(disclosureTree(log.db), path)) ?? new Uint8Array()),
      logRecords: async (start: bigint, end = start) => {
        const isFirst = start === 0n
        // The second page is asked for when the first has been opened.
        if (start === 2n) await erase(ids)
        const { rows } = await sql<{ index: string; type: string; salt: Uint8Array; record: string }>`
          select idx::text as index, type, salt, record from log_entry join log_staged on id = staged_id
            where idx >= ${start} and idx < ${isFirst ? 2n : end} and record is not null order by idx`.execute(
          log.db,
        )
        const records = rows.map((row) => ({ ...row, salt: Buffer.from(row.salt).toString('base64') }))
        return { records, next: isFirst ? '2' : null }
      },
    }
    const verdict = await verifyWithDestructions(
      { client, service: { logKey: log.keys.vkey }, hash: sha256 },
      {
        ...{ kept: null, signedIn: true, opensAll: true },
        onEntry(entry) {
          if (entry.record !== null) opened.push(entry.index)
          history.add(entry)
        },
      },
      history,
      publish,
    )
    expect(verdict.problems).toEqual([])
    expect([opened.includes(1n), opened.includes(5n)]).toEqual([true, false])
    const { violations, destruction } = history.verdict(true)
    expect(violations.filter(({ invariant }) => invariant === 'destruction')).toEqual([])
    expect(destruction).toMatchObject({ destroyed: 4, missing: 0, wrong: [] })
  })

  it('is found out when a record is gone and no entry says so', async () => {
    const { id } = await rowAt(2n)
    await log.asSuperuser(`update log_staged set record = null, salt = null where id = ${id}`)
    const { verdict, history } = await verified()
    expect(verdict.problems).toEqual([])
    const violations = history.verdict(true).violations.filter(({ invariant }) => invariant === 'destruction')
    expect(violations.map(({ entry, says }) => [entry, says])).toEqual([
      [2n, 'its record is missing without a destruction'],
    ])
  })

  it('lets one of two destructions of the same records wait for the other', async () => {
    const ids = await Promise.all([6n, 7n].map(async (index) => (await rowAt(index)).id))
    const made = await Promise.all([erase(ids), erase(ids.toReversed())])
    expect(made.filter((by) => by === null)).toHaveLength(1)
  })
})
