import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordsThere } from '../../../src/main/doctor/database.ts'
import { eraseRecords } from '../../../src/services/log/erase.ts'
import { type Batch, type LogJournal, logJournal } from '../../../src/services/log/log-journal.ts'
import { stagedQuery } from '../../../src/services/log/read-staged.ts'
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
      journal: {
        ...log.journal,
        async append(term, batches) {
          await log.journal.append(term, batches)
          throw DIED
        },
      },
    })
    await expect(dying.publishBatch()).rejects.toBe(DIED)
    expect([...(await log.checkpoints()).keys()]).toEqual(['0'])
    const signed = await log.journal.last()
    expect(signed?.newSize).toBe('3')

    await log.stage(2)
    await publishAll(await log.start())
    const published = await log.checkpoints()
    expect([...published.keys()]).toEqual(['0', '3', '5'])
    expect(published.get('3')).toBe(signed?.checkpoint)
  })

  it('has signed nothing when it dies before the journal is written', async () => {
    await publishAll(await log.start())
    await log.stage(3)
    const dying = await log.start({ journal: { ...log.journal, append: () => Promise.reject(DIED) } })
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

describe('the sequencer, with more waiting than one checkpoint takes', () => {
  it('enters all of it in its order, and what came while the last of it was written', async () => {
    const sequencer = await log.start()
    await log.stage(256)
    expect(await sequencer.publishBatch()).toBe(256)
    await log.stage(300)
    expect(await sequencer.publishBatch()).toBe(256)
    await log.stage(1)
    await publishAll(sequencer)
    expect([...(await log.checkpoints()).keys()].slice(0, 3)).toEqual(['0', '256', '512'])
    const entered = await log.db.selectFrom('log_entry').select('staged_id').orderBy('idx').execute()
    const ids = entered.map(({ staged_id }) => staged_id)
    expect(ids).toHaveLength(557)
    expect(ids).toEqual(ids.toSorted((a, b) => Number(a - b)))
  })

  it('goes through what waits alone, however much was entered before', async () => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${stagedQuery([], 256)}`.execute(
      log.sequencer,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/on log_staged\b.*\n\s+(Index Cond|Recheck Cond): \(id = log_pending\.staged_id\)/)
  })
})

describe('the sequencer, alone', () => {
  it('signs nothing once it no longer holds the lock', async () => {
    await publishAll(await log.start())
    await log.stage(1)
    const before = await log.journal.last()
    const superseded = await log.start({ demandAlone: () => Promise.reject(new Error('the lock is lost')) })
    await expect(superseded.publishBatch()).rejects.toThrow('the lock is lost')
    expect(await log.journal.last()).toEqual(before)
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
    const remembered = await log.journal.last()
    await log.asSuperuser(rewrite)
    await log.stage(1)
    await expect(running.publishBatch()).rejects.toThrow()
    await expect(log.start()).rejects.toThrow()
    expect(await log.journal.last()).toEqual(remembered)
  })
})

describe('the sequencer, taken over from while it still believes that it has the lock', () => {
  it('publishes nothing more, and what it signed is passed over by whoever comes next', async () => {
    const first = await log.start()
    await log.stage(2)
    await publishAll(first)
    const second = await log.start({ journal: logJournal(log.directory) })
    await log.stage(1)
    await expect(first.publishBatch()).rejects.toThrow('Another sequencer has begun')
    await log.stage(1)
    await publishAll(second)
    expect([...(await log.checkpoints()).keys()]).toEqual(['0', '2', '4'])

    const third = await log.start({ journal: logJournal(log.directory) })
    await log.stage(1)
    await publishAll(third)
    expect([...(await log.checkpoints()).keys()]).toEqual(['0', '2', '4', '5'])
    expect(log.repairs).toEqual([])
  })
})

describe('the sequencer, after a restore of an older database', () => {
  /** Sets the database back to what it was with `size` entries, with the rows of those that were entered later or without. */
  const setBack = (size: number, { rows = false } = {}) =>
    log.asSuperuser(`
      create temporary table gone as select staged_id from log_entry where idx >= ${size};
      delete from log_entry where idx >= ${size};
      delete from log_tile where ${size} / 256 <= n;
      delete from checkpoint where size > ${size};
      ${rows ? 'insert into log_pending select staged_id from gone' : 'delete from log_staged where id in (select staged_id from gone)'}`)

  const leaves = async () =>
    (await log.db.selectFrom('log_entry').select('entry').orderBy('idx').execute()).map(({ entry }) => entry)
  const lost = async () =>
    (await log.db.selectFrom('log_staged').select('id').where('lost', '=', true).execute()).length

  async function publishThreeBatches(): Promise<void> {
    const sequencer = await log.start()
    for (const _ of [1, 2, 3]) {
      await log.stage(2)
      await publishAll(sequencer)
    }
  }

  it('publishes again what the journal has, and goes on; of what has no record left it says so', async () => {
    await publishThreeBatches()
    const [entries, checkpoints] = [await leaves(), await log.checkpoints()]
    await setBack(2)
    // Numbers that the lost rows had are given to others before the sequencer comes to it.
    await log.asSuperuser('alter table log_staged alter column id restart with 3')
    await log.stage(3)
    const sequencer = await log.start()
    expect(await leaves()).toEqual(entries)
    expect(await log.checkpoints()).toEqual(checkpoints)
    expect(log.repairs.at(-1)).toEqual({ is: 'imported', from: 2n, to: 6n, lost: 4, erased: 0 })
    await publishAll(sequencer)
    expect(await leaves()).toHaveLength(9)
    expect(await lost()).toBe(4)
  })

  it('destroys again what was destroyed since, with the record that says so', async () => {
    await log.stage(4)
    const running = await log.start()
    await publishAll(running)
    await log.asSuperuser('create table older as table log_staged')
    const idOf = async (index: bigint) =>
      (await log.db.selectFrom('log_entry').select('staged_id').where('idx', '=', index).executeTakeFirst())
        ?.staged_id ?? 0n
    const erase = (ids: bigint[]) =>
      eraseRecords({ db: log.db, clock: () => new Date() }, ids, {
        ...{ reason: 'retention-over', decided: { by: 'schedule' } },
      })
    await erase([await idOf(0n), await idOf(2n)])
    await publishAll(running)
    await log.stage(2)
    await publishAll(running)
    // Of what was lost with the database, too, an entry says that it is destroyed.
    await erase([await idOf(5n)])
    await publishAll(running)
    const says = async () =>
      log.db
        .selectFrom('log_entry')
        .innerJoin('log_staged', 'log_staged.id', 'staged_id')
        .leftJoin('erasure', 'erasure.staged_id', 'log_staged.id')
        .leftJoin('log_entry as destroyed', 'destroyed.staged_id', 'erasure.destroyed_by')
        .select(['log_entry.entry', 'type', 'record', 'salt', 'lost', 'destroyed.idx as by'])
        .orderBy('log_entry.idx')
        .execute()
    const before = await says()
    await log.asSuperuser(`delete from erasure;
      update log_staged set record = older.record, salt = older.salt from older where older.id = log_staged.id`)
    await setBack(4)
    expect((await says()).every(({ record }) => record !== null)).toBe(true)

    async function* altered(size: bigint) {
      for await (const { destructions = [], ...line } of log.journal.from(size)) {
        const record = (text: string) => text.replace('["0","2"]', '["0","3"]')
        yield { ...line, destructions: destructions.map((one) => ({ ...one, record: record(one.record) })) }
      }
    }
    await expect(log.start({ journal: { ...log.journal, from: altered } })).rejects.toThrow(
      'is not the one that was entered',
    )
    expect((await says()).every(({ record }) => record !== null)).toBe(true)
    await log.start()
    const after = await says()
    expect(log.repairs.at(-1)).toEqual({ is: 'imported', from: 4n, to: 8n, lost: 2, erased: 2 })
    const lost = { record: null, salt: null, lost: true }
    expect(after).toEqual([
      ...before.slice(0, 5),
      ...before.slice(5, 7).map((row) => ({ ...row, ...lost })),
      before[7],
    ])
    expect(after.map(({ by }) => by)).toEqual([4n, null, 4n, null, null, 7n, null, null])
    expect(after[4]?.record).toContain('"entries":["0","2"]')
    // What was destroyed since is missing by that word, and what was lost is not.
    expect(await recordsThere({ db: log.db })).toEqual({
      warns: expect.stringMatching(
        /^entry 6 stands without its record: lost when an older database was restored/,
      ),
    })
  })

  it('enters nothing a second time that waits once more and stands in the journal already', async () => {
    await publishThreeBatches()
    const entries = await leaves()
    await setBack(2, { rows: true })
    await publishAll(await log.start())
    expect(await leaves()).toEqual(entries)
    expect(await lost()).toBe(0)
  })

  it('brings up a database that has nothing at all', async () => {
    await log.stage(300)
    await publishAll(await log.start())
    const [entries, checkpoints] = [await leaves(), await log.checkpoints()]
    await log.asSuperuser(
      'truncate log_entry, log_tile, checkpoint, log_pending, erasure; delete from log_staged',
    )
    await log.start()
    expect([await leaves(), await log.checkpoints()]).toEqual([entries, checkpoints])
  })

  it('asks the witnesses before it signs, also when it dies before they have answered', async () => {
    await publishThreeBatches()
    await setBack(2)
    const ahead = () => Promise.reject(new LogBrokenError('a witness has seen more'))
    await expect(log.start({ demandNotAhead: ahead })).rejects.toThrow('a witness has seen more')
    await expect(log.start({ demandNotAhead: ahead })).rejects.toThrow('a witness has seen more')
    let asked = 0
    const answered = async () => {
      asked += 1
    }
    await log.start({ demandNotAhead: answered })
    await log.start({ demandNotAhead: answered })
    expect(asked).toBe(1)
  })

  it('asks the witnesses also over one batch alone, which a death leaves, and two backups made one batch apart', async () => {
    await publishThreeBatches()
    await setBack(4, { rows: true })
    const ahead = () => Promise.reject(new LogBrokenError('a witness has seen more'))
    await expect(log.start({ demandNotAhead: ahead })).rejects.toThrow('a witness has seen more')
    expect(await lost()).toBe(0)
  })

  it('refuses a database that tells of another log than the journal', async () => {
    const other = await createTestLog()
    try {
      Object.assign(other.keys, log.keys)
      await publishThreeBatches()
      await other.stage(4)
      await publishAll(await other.start())
      const mixed = (journal: LogJournal) => log.start({ journal })
      await expect(mixed(other.journal)).rejects.toThrow(/tell of two logs, and neither is the beginning/)
    } finally {
      await other.end()
    }
  })
})

describe('the sequencer, after the loss of what it remembers', () => {
  const older = () => join(log.directory, 'older')

  it('fills up a journal that was set back from the database, and goes on', async () => {
    const first = await log.start()
    await log.stage(2)
    await publishAll(first)
    await cp(join(log.directory, 'journal'), older(), { recursive: true })
    await log.stage(300)
    await publishAll(first)
    await rm(join(log.directory, 'journal'), { recursive: true })
    await rename(older(), join(log.directory, 'journal'))
    let asked = 0
    const sequencer = await log.start({
      demandNotAhead: async () => {
        asked += 1
      },
    })
    expect(asked).toBe(1)
    expect(log.repairs.at(-1)).toEqual({ is: 'filled', from: 2n, to: 302n })
    expect((await log.journal.last())?.newSize).toBe('302')
    await log.stage(1)
    await publishAll(sequencer)
    expect([...(await log.checkpoints()).keys()]).toEqual(['0', '2', '258', '302', '303'])
  })

  it('has the destructions in a journal that is made again, too', async () => {
    await log.stage(2)
    const running = await log.start()
    await publishAll(running)
    const [first] = await log.db.selectFrom('log_entry').select('staged_id').where('idx', '=', 0n).execute()
    await eraseRecords({ db: log.db, clock: () => new Date() }, [first?.staged_id ?? 0n], {
      ...{ reason: 'retention-over', decided: { by: 'schedule' } },
    })
    await publishAll(running)
    const line = await log.journal.last()
    expect(line?.destructions).toMatchObject([{ at: 0, record: expect.stringContaining('destroyed/1') }])
    await rm(join(log.directory, 'journal'), { recursive: true })
    await log.journal.rebuild.set()
    await log.start()
    expect(await log.journal.last()).toEqual(line)
  })

  it('refuses to go on without a journal, until the operator says that it is to be made again', async () => {
    await log.stage(300)
    await publishAll(await log.start())
    await rm(join(log.directory, 'journal'), { recursive: true })
    await expect(log.start()).rejects.toThrow(/log\/journal in DATA_DIR.+is missing: restore it/)
    await expect(log.start()).rejects.toThrow(LogBrokenError)
    await log.journal.rebuild.set()
    const [checkpoints] = [await log.checkpoints()]
    await log.start()
    const sizes = []
    for await (const { newSize, checkpoint } of log.journal.from(0n)) {
      expect(checkpoint).toBe(checkpoints.get(newSize))
      sizes.push(newSize)
    }
    expect(sizes).toEqual(['0', '256', '300'])
    expect(await log.journal.rebuild.isSet()).toBe(false)
  })

  it('makes no journal of entries that were changed', async () => {
    await log.stage(300)
    await publishAll(await log.start())
    await log.asSuperuser("update log_entry set entry = replace(entry, 'accepted', 'arrived') where idx = 7")
    await rm(join(log.directory, 'journal'), { recursive: true })
    await log.journal.rebuild.set()
    await expect(log.start()).rejects.toThrow('do not come to the checkpoints that were signed')
  })

  it.each([
    ['the newest batch as published', true],
    ['a batch that was signed and is not published yet', false],
  ])('takes over the file of an earlier version, with %s', async (_what, published) => {
    await log.stage(300)
    const sequencer = await log.start()
    await sequencer.publishBatch()
    if (!published) {
      let batch: Batch | undefined
      const writer = await log.start({
        journal: {
          ...log.journal,
          append: async (_term, [line]) => {
            batch = line
            throw DIED
          },
        },
      })
      await expect(writer.publishBatch()).rejects.toBe(DIED)
      await writeFile(join(log.directory, 'batch.json'), JSON.stringify(batch))
    } else {
      await publishAll(sequencer)
      await writeFile(join(log.directory, 'batch.json'), JSON.stringify(await log.journal.last()))
    }
    await rm(join(log.directory, 'journal'), { recursive: true })
    await log.start()
    expect([...(await log.checkpoints()).keys()]).toEqual(['0', '256', '300'])
    expect((await log.journal.last())?.newSize).toBe('300')
    expect(await readdir(log.directory)).toEqual(['journal'])
  })
})
