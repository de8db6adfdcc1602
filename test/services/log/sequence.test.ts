import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogBrokenError } from '../../../src/services/log/sequence.ts'
import { createTestLog, publishAll, type TestLog } from './log-database.ts'

let log: TestLog
beforeEach(async () => {
  log = await createTestLog()
})
afterEach(() => log?.end())

const DIED = new Error('the process died here')

describe('the sequencer, dying', () => {
  it('publishes the checkpoint that it had signed, though more has been staged since', async () => {
    await publishAll(await log.start())
    await log.stage(3)
    const dying = await log.start({
      file: {
        ...log.file,
        async write(batch) {
          await log.file.write(batch)
          throw DIED
        },
      },
    })
    await expect(dying.publishBatch()).rejects.toBe(DIED)
    expect([...(await log.checkpoints()).keys()]).toEqual(['0'])
    const signed = log.kept.batch
    expect(signed?.newSize).toBe('3')

    await log.stage(2)
    await publishAll(await log.start())
    const published = await log.checkpoints()
    expect([...published.keys()]).toEqual(['0', '3', '5'])
    expect(published.get('3')).toBe(signed?.checkpoint)
  })

  it('has signed nothing when it dies before the batch file is written', async () => {
    await publishAll(await log.start())
    await log.stage(3)
    const dying = await log.start({ file: { ...log.file, write: () => Promise.reject(DIED) } })
    await expect(dying.publishBatch()).rejects.toBe(DIED)

    await log.stage(2)
    await publishAll(await log.start())
    expect([...(await log.checkpoints()).keys()]).toEqual(['0', '5'])
  })

  it('publishes nothing twice when it dies after the publication', async () => {
    await log.stage(3)
    await publishAll(await log.start())
    const before = await log.checkpoints()
    await publishAll(await log.start())
    expect(await log.checkpoints()).toEqual(before)
  })
})

describe('the sequencer, alone', () => {
  it('signs nothing once it no longer holds the lock', async () => {
    await publishAll(await log.start())
    await log.stage(1)
    const before = log.kept.batch
    const superseded = await log.start({ demandAlone: () => Promise.reject(new Error('the lock is lost')) })
    await expect(superseded.publishBatch()).rejects.toThrow('the lock is lost')
    expect(log.kept.batch).toBe(before)
  })
})

describe('the sequencer, over a tree that is not the one it signed', () => {
  it.each([
    ['a leaf of the newest tile', "update log_entry set leaf = sha256('rewritten') where idx = 299"],
    ['a hash of an inner tile', "update log_tile set bytes = sha256('rewritten') where level = 1"],
    ['the newest checkpoint', "update checkpoint set note = replace(note, E'\\n300\\n', E'\\n299\\n')"],
    ['the removal of the newest entry', 'delete from log_entry where idx = 299'],
  ])('refuses %s, and the same when it runs already', async (_what, rewrite) => {
    await log.stage(300)
    const running = await log.start()
    await publishAll(running)
    const remembered = log.kept.batch
    await log.asSuperuser(rewrite)
    await log.stage(1)
    await expect(running.publishBatch()).rejects.toThrow()
    await expect(log.start()).rejects.toThrow()
    expect(log.kept.batch).toBe(remembered)
  })
})

describe('the sequencer, after a restore', () => {
  /** Sets the database back to what it was with `size` entries. */
  const setBack = (size: number) =>
    log.asSuperuser(`
      create temporary table gone as select staged_id from log_entry where idx >= ${size};
      delete from log_entry where idx >= ${size};
      delete from checkpoint where size > ${size};
      delete from log_staged where id in (select staged_id from gone)`)

  const olderDatabase = expect.objectContaining({
    name: 'LogBrokenError',
    message: expect.stringMatching(/^The database holds 2 log entries, but \d were signed: it is older/),
  })

  async function publishThreeBatches(): Promise<void> {
    const sequencer = await log.start()
    for (const _ of [1, 2, 3]) {
      await log.stage(2)
      await publishAll(sequencer)
    }
  }

  it('refuses a database that is older than what it signed', async () => {
    await publishThreeBatches()
    await setBack(2)
    await expect(log.start()).rejects.toEqual(olderDatabase)
  })

  it('refuses one that lacks the newest batch alone, even where other records have its ids by now', async () => {
    const sequencer = await log.start()
    for (const _ of [1, 2]) {
      await log.stage(2)
      await publishAll(sequencer)
    }
    await setBack(2)
    await expect(log.start()).rejects.toEqual(olderDatabase)

    await log.asSuperuser('alter table log_staged alter column id restart with 3')
    await log.stage(2)
    await expect(log.start()).rejects.toEqual(olderDatabase)
    expect([...(await log.checkpoints()).keys()]).toEqual(['2'])
  })

  it('refuses a data directory that is older than the database', async () => {
    await log.stage(2)
    await publishAll(await log.start())
    const older = log.kept.batch
    await log.stage(2)
    await publishAll(await log.start())
    log.kept.batch = older
    await expect(log.start()).rejects.toThrow(/DATA_DIR is older than the log/)
  })

  it('refuses to go on without what it remembers of the log', async () => {
    await log.stage(2)
    await publishAll(await log.start())
    log.kept.batch = undefined
    await expect(log.start()).rejects.toThrow(LogBrokenError)
  })
})
