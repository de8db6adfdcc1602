import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openCheckpoint } from '../../../../src/log/checkpoint.ts'
import { eraseRecords } from '../../../../src/services/log/erase.ts'
import { logJournal } from '../../../../src/services/log/log-journal.ts'
import { LogBrokenError, type Sequencer, startSequencer } from '../../../../src/services/log/sequence.ts'
import { referenceRoot, sha256 } from '../../../log/reference.ts'
import { publishAll, type TestLog } from '../log-database.ts'
import { type Death, dying } from './faults.ts'

/** What is known of the log outside of it: all that was ever published, which nothing may take back. */
export type Known = {
  entries: string[]
  /** every checkpoint that somebody could have seen, by size */
  published: Map<string, string>
  /** what entries said that they destroyed, by their index: the record of each */
  destroyed: Map<string, string>
  copies: { database: number; folder: number }
  /** something was put back, and no sequencer has begun well since */
  setBack: boolean
}

export const nothingKnown = (): Known => ({
  entries: [],
  published: new Map(),
  destroyed: new Map(),
  copies: { database: 0, folder: 0 },
  setBack: false,
})

const TABLES = ['log_staged', 'log_pending', 'log_entry', 'log_tile', 'checkpoint', 'log_writer', 'erasure']

/** Copies beside those that the story makes. */
const [OLDER, NEWEST] = [1000, 1001]

/** A log with real parts, and what happens to it. */
export function createLogWorld(log: TestLog) {
  const folder = join(log.directory, 'journal')
  const sql = (text: string) => log.asSuperuser(`set session_replication_role = replica; ${text}`)
  let current: Sequencer | null = null
  let superseded: Sequencer[] = []
  /** the witness: it knows how much was published, whatever is put back here */
  let seen = 0

  async function start(death: Death | null = null, hold?: { before: Promise<void>; reached(): void }) {
    const { plugin, journal } = dying(death, folder)
    // Small files, so that there are many.
    const wrapped = journal(logJournal(log.directory, { fileBytes: 4_000 }))
    const db = log.sequencer.withPlugin(plugin)
    return startSequencer({
      db,
      journal: {
        ...wrapped,
        async append(term, lines) {
          hold?.reached()
          await hold?.before
          await wrapped.append(term, lines)
        },
      },
      signers: log.keys.signers,
      verifiers: log.keys.verifiers,
      demandAlone: async () => {},
      async demandNotAhead() {
        const row = await db.selectFrom('log_entry').select('idx').orderBy('idx', 'desc').executeTakeFirst()
        const here = row ? Number(row.idx) + 1 : 0
        if (here < seen) throw new LogBrokenError(`a witness has seen ${seen}, and here are ${here}`)
      },
    })
  }

  const running = async (): Promise<Sequencer> => {
    current ??= await start()
    return current
  }

  async function copyDatabase(n: number): Promise<void> {
    await sql(`drop schema if exists copy_${n} cascade; create schema copy_${n};
      ${TABLES.map((table) => `create table copy_${n}.${table} as table public.${table};`).join('\n')}`)
  }

  /** What was accepted since is gone; the numbers of rows begin again where they were. */
  async function putDatabaseBack(n: number): Promise<void> {
    current = null
    superseded = []
    await sql(`truncate ${TABLES.join(', ')} cascade;
      ${TABLES.map((table) => `insert into public.${table} ${table === 'log_staged' ? 'overriding system value ' : ''}table copy_${n}.${table};`).join('\n')}
      select setval(pg_get_serial_sequence('log_staged', 'id'), (select coalesce(max(id), 0) + 1 from log_staged), false)`)
  }

  async function copyFolder(n: number): Promise<void> {
    const copy = join(log.directory, `copy-${n}`)
    await rm(copy, { recursive: true, force: true })
    await cp(folder, copy, { recursive: true })
  }

  async function putFolderBack(n: number): Promise<void> {
    current = null
    superseded = []
    await rm(folder, { recursive: true, force: true })
    await cp(join(log.directory, `copy-${n}`), folder, { recursive: true })
  }

  /** Destroys one of the records that stand in the log, where there are any. */
  async function erase(n: number): Promise<void> {
    const rows = await log.db
      .selectFrom('log_entry')
      .innerJoin('log_staged', 'log_staged.id', 'staged_id')
      .select('staged_id')
      .where('type', '<>', 'destroyed')
      .orderBy('idx')
      .execute()
    const row = rows[n % Math.max(rows.length, 1)]
    if (!row) return
    const why = { reason: 'retention-over', decided: { by: 'schedule' } } as const
    await eraseRecords({ db: log.db, clock: () => new Date() }, [row.staged_id], why)
  }

  return {
    stage: log.stage,
    erase,
    async eraseAndPutBack(n: number) {
      await copyDatabase(OLDER)
      await erase(n)
      await publishAll(await running())
      await putDatabaseBack(OLDER)
    },
    async reset() {
      current = null
      superseded = []
      seen = 0
      await sql(
        `truncate ${TABLES.join(', ')} cascade; insert into log_writer values ('log', 0), ('trust', 0)`,
      )
      await rm(folder, { recursive: true, force: true })
    },
    publish: async () => publishAll(await running()),
    /** A sequencer begins and writes, and dies at that place, if it comes to it. */
    async die(death: Death) {
      current = null
      try {
        await publishAll(await start(death))
      } catch (error) {
        expect(error).toMatchObject({ name: 'Died' })
      }
    },
    /** Another begins, and the one before does not know yet. */
    async takeOver() {
      superseded.push(await running())
      current = await start()
    },
    /** Those that were superseded go on as if nothing were. */
    async supersededAct() {
      await log.stage(1)
      for (const one of superseded.splice(0))
        await expect(one.publishBatch()).rejects.toThrow('Another sequencer has begun')
    },
    /** One stands still between the question for its lock and the writing of its journal, and another begins meanwhile. */
    async overlap() {
      const { promise: before, resolve: go } = Promise.withResolvers<void>()
      const { promise: held, resolve: reached } = Promise.withResolvers<void>()
      await running()
      const slow = await start(null, { before, reached })
      await log.stage(3)
      const publishing = slow.publishBatch().then(
        () => 'published',
        (error: Error) => error.name,
      )
      await held
      current = await start()
      await log.stage(2)
      await publishAll(current)
      go()
      expect(await publishing).toBe('TermEndedError')
    },
    restart: async () => {
      current = await start()
    },
    copyDatabase,
    copyFolder,
    putDatabaseBack,
    putFolderBack,
    /**
     * Both are put back, to two moments: whichever is the later, the other is brought up to it, and what was entered since
     * nobody here knows. A witness does, so nothing is signed, at that start nor at the next. Then the newest are put back.
     */
    async putBothBack(olderFirst: 'database' | 'folder') {
      const batches = async (count: number) => {
        for (let left = count; left > 0; left -= 1) {
          await log.stage(1)
          await publishAll(await running())
        }
      }
      const [older, later] =
        olderFirst === 'database' ? [copyDatabase, copyFolder] : [copyFolder, copyDatabase]
      await batches(1)
      await older(OLDER)
      await batches(2)
      await later(OLDER)
      await batches(1)
      await copyDatabase(NEWEST)
      await copyFolder(NEWEST)
      seen = Number((await logJournal(log.directory).last())?.newSize)
      await putDatabaseBack(OLDER)
      await putFolderBack(OLDER)
      for (const _ of ['once', 'again']) await expect(start()).rejects.toThrow('a witness has seen')
      await putDatabaseBack(NEWEST)
      await putFolderBack(NEWEST)
    },
    /** Compares all that there is with all that was known, and learns what is new. */
    async check(known: Known) {
      const rows = await log.db.selectFrom('log_entry').select(['idx', 'entry']).orderBy('idx').execute()
      const entries = rows.map(({ entry }) => entry)
      const checkpoints = await log.checkpoints()
      expect(rows.map(({ idx }) => Number(idx))).toEqual(rows.map((_, at) => at))
      expect(new Set(entries).size).toBe(entries.length)
      // Nothing that was published is different, and nothing is gone once it was mended.
      const shorter = Math.min(entries.length, known.entries.length)
      expect(entries.slice(0, shorter)).toEqual(known.entries.slice(0, shorter))
      for (const [size, note] of known.published)
        if (checkpoints.has(size) || !known.setBack) expect(checkpoints.get(size)).toBe(note)
      const leaves = entries.map((entry) => sha256(Buffer.concat([Buffer.of(0), Buffer.from(entry)])))
      for (const [size, note] of checkpoints) {
        if (known.published.has(size)) continue
        const { root } = await openCheckpoint(note, ...log.keys.verifiers)
        expect(Buffer.from(root)).toEqual(Buffer.from(referenceRoot(leaves.slice(0, Number(size)))))
        known.published.set(size, note)
      }
      if (entries.length > known.entries.length) known.entries = entries
      seen = known.entries.length
      if (known.setBack) return
      const destructions = await log.db
        .selectFrom('log_entry')
        .innerJoin('log_staged', 'log_staged.id', 'staged_id')
        .select(['idx', 'record'])
        .where('type', '=', 'destroyed')
        .execute()
      const said = new Map(destructions.map(({ idx, record }) => [String(idx), record]))
      // A destruction keeps its record, whatever was put back, and what it names is not there again.
      for (const [index, record] of known.destroyed) expect(said.get(index)).toBe(record)
      for (const [index, record] of said) known.destroyed.set(index, record ?? '')
      const gone = [...known.destroyed.values()].flatMap((record): string[] => JSON.parse(record).entries)
      const there = await log.db
        .selectFrom('log_entry')
        .innerJoin('log_staged', 'log_staged.id', 'staged_id')
        .leftJoin('erasure', 'erasure.staged_id', 'log_staged.id')
        .select(['idx', 'record', 'salt', 'destroyed_by'])
        .where('idx', 'in', [-1n, ...gone.map(BigInt)])
        .execute()
      for (const row of there)
        expect(row).toMatchObject({ record: null, salt: null, destroyed_by: expect.anything() })
    },
    /** When all is published, every row that is there stands in the log once, and the journal has every checkpoint. */
    async checkAtRest(known: Known) {
      expect(await log.countRest()).toEqual({ waiting: 0, staged: known.entries.length })
      const last = new Map<string, string>()
      for await (const { newSize, checkpoint } of logJournal(log.directory).from(0n))
        last.set(newSize, checkpoint)
      for (const [size, note] of last) if (size !== '0') expect(known.published.get(size)).toBe(note)
      expect([...last.keys()].at(-1)).toBe(String(known.entries.length))
    },
  }
}

export type LogWorld = ReturnType<typeof createLogWorld>
