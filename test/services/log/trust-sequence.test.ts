import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCosigner } from '../../../src/log/cosignature.ts'
import { readSigner } from '../../../src/log/keys.ts'
import { openTrustCheckpoint } from '../../../src/log/trust-log.ts'
import type { DurableFile } from '../../../src/services/log/batch-file.ts'
import type { TrustBatch } from '../../../src/services/log/trust-file.ts'
import { startTrustSequencer, type TrustSequencer } from '../../../src/services/log/trust-sequence.ts'
import { createTestLog, type TestLog } from './log-database.ts'

let log: TestLog
let now: Date
beforeEach(async () => {
  log = await createTestLog()
  now = new Date()
})
afterEach(() => log?.end())

/** Starts the writer, as a process that starts does. */
async function start(file: DurableFile<TrustBatch> = log.trustFile): Promise<TrustSequencer> {
  const clock = () => now
  const [secret = ''] = log.trust.secrets
  const signers = [await readSigner(secret), await readCosigner(secret, clock)]
  return startTrustSequencer({
    db: log.sequencer,
    file,
    signers,
    vkeys: log.trust.vkeys,
    clock,
    demandAlone: async () => {},
  })
}

let count = 0
async function stage(records: number): Promise<void> {
  for (let left = records; left > 0; left -= 1) {
    count += 1
    const sha256 = String(count).padStart(64, '0')
    await log.db
      .insertInto('trust_record')
      .values({ type: 'appointment', record: `record ${count}`, sha256 })
      .execute()
  }
}

const published = async () => {
  const { note } = await log.db.selectFrom('trust_checkpoint').select('note').executeTakeFirstOrThrow()
  return openTrustCheckpoint(note, log.trust.vkey)
}

describe('the writer of the trust log', () => {
  it('publishes what is staged, in the order in which it was entered, and an empty log at first', async () => {
    const writer = await start()
    expect(await writer.publishBatch()).toBe(0)
    expect(await published()).toMatchObject({ origin: 'despatch.example.test/trust', size: 0n })
    await stage(3)
    expect(await writer.publishBatch()).toBe(3)
    expect((await published()).size).toBe(3n)
    const entries = await log.db.selectFrom('trust_entry').selectAll().orderBy('idx').execute()
    expect(entries.map(({ idx }) => idx)).toEqual([0n, 1n, 2n])
    expect(entries.map(({ record_id }) => record_id)).toEqual(
      entries.map(({ record_id }) => record_id).toSorted(),
    )
  })

  it('leaves the tiles above the leaves with what it publishes', async () => {
    const writer = await start()
    await stage(257)
    expect(await writer.publishBatch()).toBe(257)
    const rows = await log.db.selectFrom('trust_subtree').select(['level', 'n']).execute()
    expect(rows).toEqual([{ level: 1, n: 0n }])
  })

  it('signs what stands anew when an hour has passed, and not before', async () => {
    const writer = await start()
    await stage(2)
    await writer.publishBatch()
    const first = await published()
    now = new Date(now.getTime() + 59 * 60_000)
    await writer.publishBatch()
    expect(await published()).toEqual(first)
    now = new Date(now.getTime() + 2 * 60_000)
    expect(await writer.publishBatch()).toBe(0)
    const again = await published()
    expect([again.size, again.root]).toEqual([first.size, first.root])
    expect(again.signedAt.getTime() - first.signedAt.getTime()).toBeGreaterThan(3600_000)
  })

  it('publishes at its next start what it had signed when it died', async () => {
    await stage(2)
    let kept: TrustBatch | undefined
    const dying = {
      ...log.trustFile,
      write: async (batch: TrustBatch) => {
        kept = batch
        throw new Error('died with the file written')
      },
    }
    await expect((await start(dying)).publishBatch()).rejects.toThrow('died')
    expect(await log.db.selectFrom('trust_entry').select('idx').execute()).toEqual([])
    const survived = { read: async () => kept, write: async () => {} }
    const writer = await start(survived)
    expect((await published()).size).toBe(2n)
    await stage(1)
    expect(await writer.publishBatch()).toBe(1)
  })

  it.each([
    [
      'has another leaf',
      "update trust_entry set leaf = decode(repeat('00', 32), 'hex') where idx = 1",
      'is not the one that was signed',
    ],
    ['has lost an entry', 'delete from trust_entry where idx = 1', 'has a gap'],
    ['was set back', 'delete from trust_entry where idx >= 1', 'is not the one that was signed'],
  ])('signs nothing over a log that %s', async (_what, sql, sentence) => {
    await stage(3)
    await (await start()).publishBatch()
    await log.asSuperuser(sql)
    await expect(start()).rejects.toThrow(sentence)
  })

  it('signs nothing when it has forgotten what it signed last', async () => {
    await stage(1)
    await (await start()).publishBatch()
    await expect(start({ read: async () => undefined, write: async () => {} })).rejects.toThrow(
      'The file log/trust.json in DATA_DIR, which remembers what was signed last, is missing',
    )
  })
})
