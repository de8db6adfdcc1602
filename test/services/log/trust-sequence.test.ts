import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCosigner } from '../../../src/log/cosignature.ts'
import { readSigner } from '../../../src/log/keys.ts'
import { openTrustCheckpoint } from '../../../src/log/trust-log.ts'
import { type TrustJournal, trustJournal } from '../../../src/services/log/trust-journal.ts'
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
async function start(
  journal: TrustJournal = trustJournal(log.directory),
  demandNotAhead?: () => Promise<void>,
): Promise<TrustSequencer> {
  const clock = () => now
  const [secret = ''] = log.trust.secrets
  const signers = [await readSigner(secret), await readCosigner(secret, clock)]
  return startTrustSequencer({
    db: log.sequencer,
    journal,
    signers,
    vkeys: log.trust.vkeys,
    clock,
    demandAlone: async () => {},
    ...(demandNotAhead ? { demandNotAhead } : {}),
  })
}

/** Sets the database back to its first record, with those after it or without. */
async function setBack({ records }: { records: boolean }): Promise<void> {
  const [first] = await log.db.selectFrom('trust_record').select('id').orderBy('id').execute()
  const end = await log.trustJournal.at(1n)
  await log.asSuperuser('delete from trust_entry where idx > 0')
  await log.asSuperuser('update trust_checkpoint set size = 1, note = $1', [end?.checkpoint])
  if (!records) await log.asSuperuser('delete from trust_record where id > $1', [String(first?.id)])
}

/** Puts the journal back to what it was when it was copied to `older`. */
async function putBackJournal(): Promise<void> {
  await rm(join(log.directory, 'trust'), { recursive: true })
  await rename(join(log.directory, 'older'), join(log.directory, 'trust'))
}
const copyJournal = () => cp(join(log.directory, 'trust'), join(log.directory, 'older'), { recursive: true })

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
    await start()
    await stage(2)
    const journal = trustJournal(log.directory)
    const dying: TrustJournal = {
      ...journal,
      append: async (term, lines) => {
        await journal.append(term, lines)
        throw new Error('died with the journal written')
      },
    }
    await expect((await start(dying)).publishBatch()).rejects.toThrow('died')
    expect(await log.db.selectFrom('trust_entry').select('idx').execute()).toEqual([])
    const writer = await start()
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

  it('signs nothing when it has forgotten what it signed last, until the operator has it made again', async () => {
    await stage(3)
    await (await start()).publishBatch()
    await rm(join(log.directory, 'trust'), { recursive: true })
    await expect(start()).rejects.toThrow(
      'The folder log/trust in DATA_DIR, which remembers what was signed of the trust log, is missing',
    )
    await log.trustJournal.rebuild.set()
    await start()
    expect(await log.trustJournal.last()).toMatchObject({ oldSize: '0', newSize: '3' })
  })

  it('says what is missing in a database that was set back, and publishes the same when it was entered again', async () => {
    await stage(1)
    const first = await start()
    await first.publishBatch()
    await stage(2)
    await first.publishBatch()
    const signed = await published()
    const before = await log.db.selectFrom('trust_checkpoint').selectAll().execute()
    const records = await log.db.selectFrom('trust_record').selectAll().orderBy('id').execute()
    await setBack({ records: false })
    await expect(start()).rejects.toThrow('2 of its 3 records are missing')
    for (const [at, { type, record, sha256 }] of records.slice(1).entries()) {
      if (at === 1) await expect(start()).rejects.toThrow('1 of its 3 records are missing')
      await log.db.insertInto('trust_record').values({ type, record, sha256 }).execute()
    }
    const writer = await start()
    expect(await published()).toEqual(signed)
    expect(await log.db.selectFrom('trust_checkpoint').selectAll().execute()).toEqual(before)
    await stage(1)
    expect(await writer.publishBatch()).toBe(1)
  })

  it('fills up a journal that was set back', async () => {
    await stage(1)
    const first = await start()
    await first.publishBatch()
    await copyJournal()
    await stage(2)
    await first.publishBatch()
    await putBackJournal()
    await start()
    expect(await log.trustJournal.last()).toMatchObject({ oldSize: '1', newSize: '3' })
  })

  it('asks the witnesses before it signs, where database and journal were set back to different moments', async () => {
    await stage(1)
    const first = await start()
    await first.publishBatch()
    await stage(2)
    await first.publishBatch()
    await copyJournal()
    await stage(1)
    await first.publishBatch()
    await putBackJournal()
    await setBack({ records: true })
    const ahead = () => Promise.reject(new Error('a witness has seen 4 records'))
    // What the journal has is published as it was; it is asked whether there was more, until somebody has answered.
    for (const _ of [1, 2])
      await expect(start(undefined, ahead)).rejects.toThrow('a witness has seen 4 records')
    let asked = 0
    const answered = async () => {
      asked += 1
    }
    await start(undefined, answered)
    await start(undefined, answered)
    expect(asked).toBe(1)
  })

  it('takes over the file of an earlier version', async () => {
    await stage(2)
    await (await start()).publishBatch()
    const { checkpoint = '', records = [] } = (await log.trustJournal.last()) ?? {}
    const sha256 = records.map((record) => record.sha256)
    const recordIds = ['1', '2']
    await writeFile(
      join(log.directory, 'trust.json'),
      JSON.stringify({ oldSize: '0', newSize: '2', recordIds, sha256, checkpoint }),
    )
    await rm(join(log.directory, 'trust'), { recursive: true })
    await start()
    expect(await log.trustJournal.last()).toMatchObject({ oldSize: '0', newSize: '2', records })
    expect(await readdir(log.directory)).toEqual(['trust'])
  })
})
