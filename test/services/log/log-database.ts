import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { generateLogKey, readSigner, readVerifier } from '../../../src/log/keys.ts'
import type { SequencerKeys } from '../../../src/main/log-keys.ts'
import { type LogJournal, logJournal } from '../../../src/services/log/log-journal.ts'
import type { Repair } from '../../../src/services/log/reconciling.ts'
import { type Sequencer, startSequencer } from '../../../src/services/log/sequence.ts'
import { stage } from '../../../src/services/log/stage.ts'
import { type TrustJournal, trustJournal } from '../../../src/services/log/trust-journal.ts'
import { connect } from '../../../src/store/connect.ts'
import type { Database } from '../../../src/store/tables.ts'
import { createTestDatabase } from '../../setup/database.ts'

/** A log of its own: a database, the sequencer's login, a log key, and a folder for its journals. */
export type TestLog = {
  db: Kysely<Database>
  /** the sequencer's own login */
  sequencer: Kysely<Database>
  sequencerUrl: string
  keys: SequencerKeys['log']
  /** What the sequencer remembers outside the database: `log` of a data directory. */
  directory: string
  journal: LogJournal
  /** The same of the trust log beside it. */
  trust: SequencerKeys['trust']
  trustJournal: TrustJournal
  /** What was mended at starts, in order. */
  repairs: Repair[]
  /** Starts a sequencer, as a process that starts does. */
  start(changed?: {
    journal?: LogJournal
    demandAlone?: () => Promise<void>
    demandNotAhead?: () => Promise<void>
  }): Promise<Sequencer>
  stage(count: number): Promise<void>
  /** Every checkpoint that is published, by size. */
  checkpoints(): Promise<Map<string, string>>
  /** How many rows wait for an entry, and how many there are. */
  countRest(): Promise<{ waiting: number; staged: number }>
  asSuperuser(text: string, values?: unknown[]): Promise<void>
  end(): Promise<void>
}

export async function createTestLog(): Promise<TestLog> {
  const database = await createTestDatabase()
  const login = connect(database.sequencerUrl, { max: 2, applicationName: 'test sequencer' })
  const { signer, vkey } = await generateLogKey('despatch.example.test/log')
  const keys: SequencerKeys['log'] = {
    signers: [await readSigner(signer)],
    verifiers: [await readVerifier(vkey)],
    vkey,
    exchanges: [],
  }
  const directory = await mkdtemp(join(tmpdir(), 'despatch-log-'))
  const journal = logJournal(directory)
  const repairs: Repair[] = []
  const trust = await generateLogKey('despatch.example.test/trust')
  let staged = 0
  return {
    db: database.db,
    sequencer: login.db,
    sequencerUrl: database.sequencerUrl,
    keys,
    directory,
    journal,
    trust: { secrets: [trust.signer], vkeys: [trust.vkey], vkey: trust.vkey },
    trustJournal: trustJournal(directory),
    repairs,
    start: (changed = {}) =>
      startSequencer({
        db: login.db,
        journal,
        signers: keys.signers,
        verifiers: keys.verifiers,
        demandAlone: async () => {},
        tell: (repair) => void repairs.push(repair),
        ...changed,
      }),
    async stage(count) {
      const rows = Array.from({ length: count }, () => ({
        type: 'accepted',
        record: `record ${staged++}`,
        referralId: null,
      }))
      await stage(database.db, rows)
    },
    async checkpoints() {
      const rows = await database.db.selectFrom('checkpoint').selectAll().orderBy('size').execute()
      return new Map(rows.map(({ size, note }) => [String(size), note]))
    },
    async countRest() {
      const { rows } = await sql<{ waiting: number; staged: number }>`
        select (select count(*)::integer from log_pending) as waiting,
          (select count(*)::integer from log_staged) as staged`.execute(database.db)
      return rows[0] ?? { waiting: 0, staged: 0 }
    },
    async asSuperuser(text, values = []) {
      const client = new pg.Client(database.superuserUrl)
      await client.connect()
      try {
        await client.query(text, values)
      } finally {
        await client.end()
      }
    },
    async end() {
      await login.close()
      await database.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Publishes all that is staged. */
export async function publishAll(sequencer: Sequencer): Promise<void> {
  while ((await sequencer.publishBatch()) > 0);
}
