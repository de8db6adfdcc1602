import type { Kysely } from 'kysely'
import pg from 'pg'
import { generateLogKey, readSigner, readVerifier } from '../../../src/log/keys.ts'
import type { SequencerKeys } from '../../../src/main/log-keys.ts'
import type { Batch, BatchFile, DurableFile } from '../../../src/services/log/batch-file.ts'
import { type Sequencer, startSequencer } from '../../../src/services/log/sequence.ts'
import { stage } from '../../../src/services/log/stage.ts'
import type { TrustBatch } from '../../../src/services/log/trust-file.ts'
import { connect } from '../../../src/store/connect.ts'
import type { Database } from '../../../src/store/tables.ts'
import { createTestDatabase } from '../../setup/database.ts'

/** A log of its own: a database, the sequencer's login, a log key, and the batch file kept in memory. */
export type TestLog = {
  db: Kysely<Database>
  /** the sequencer's own login */
  sequencer: Kysely<Database>
  sequencerUrl: string
  keys: SequencerKeys['log']
  /** What the sequencer remembers outside the database. */
  kept: { batch: Batch | undefined }
  file: BatchFile
  /** The same of the trust log beside it. */
  trust: SequencerKeys['trust']
  trustFile: DurableFile<TrustBatch>
  /** Starts a sequencer, as a process that starts does. */
  start(changed?: { file?: BatchFile; demandAlone?: () => Promise<void> }): Promise<Sequencer>
  stage(count: number): Promise<void>
  /** Every checkpoint that is published, by size. */
  checkpoints(): Promise<Map<string, string>>
  asSuperuser(sql: string, values?: unknown[]): Promise<void>
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
  const kept: TestLog['kept'] = { batch: undefined }
  const file: BatchFile = {
    read: async () => kept.batch,
    write: async (batch) => {
      kept.batch = batch
    },
  }
  const trust = await generateLogKey('despatch.example.test/trust')
  let keptTrust: TrustBatch | undefined
  let staged = 0
  return {
    db: database.db,
    sequencer: login.db,
    sequencerUrl: database.sequencerUrl,
    keys,
    kept,
    file,
    trust: { secrets: [trust.signer], vkeys: [trust.vkey], vkey: trust.vkey },
    trustFile: {
      read: async () => keptTrust,
      write: async (batch) => {
        keptTrust = batch
      },
    },
    start: (changed = {}) =>
      startSequencer({
        db: login.db,
        file,
        signers: keys.signers,
        verifiers: keys.verifiers,
        demandAlone: async () => {},
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
    async asSuperuser(sql, values = []) {
      const client = new pg.Client(database.superuserUrl)
      await client.connect()
      try {
        await client.query(sql, values)
      } finally {
        await client.end()
      }
    },
    async end() {
      await login.close()
      await database.drop()
    },
  }
}

/** Publishes all that is staged. */
export async function publishAll(sequencer: Sequencer): Promise<void> {
  while ((await sequencer.publishBatch()) > 0);
}
