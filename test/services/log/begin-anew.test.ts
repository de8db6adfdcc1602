import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateLogKey, readSigner, readVerifier } from '../../../src/log/keys.ts'
import { nextOrigin, writeNewOrigin } from '../../../src/log/new-origin.ts'
import { type LogJournal, logJournal } from '../../../src/services/log/log-journal.ts'
import { type Sequencer, startSequencer } from '../../../src/services/log/sequence.ts'
import { createTestLog, publishAll, type TestLog } from './log-database.ts'

let log: TestLog
let journal: LogJournal
let anew: () => Promise<Sequencer>

beforeAll(async () => {
  log = await createTestLog()
  await log.stage(5)
  await publishAll(await log.start())
  const made = await generateLogKey(nextOrigin('despatch.example.test/log'))
  const [old] = log.keys.signers
  const signer = await readSigner(made.signer)
  const keys = { from: log.keys.vkey, to: made.vkey }
  const note = await writeNewOrigin(keys, [old, signer])
  journal = logJournal(log.directory, { number: 2 })
  anew = () =>
    startSequencer({
      db: log.sequencer,
      journal,
      signers: [signer],
      verifiers: [verifier, ...log.keys.verifiers],
      beginning: { ...keys, note, newest: null },
      demandAlone: async () => {},
    })
  const verifier = await readVerifier(made.vkey)
})
afterAll(() => log?.end())

const newest = async () => [...(await log.checkpoints()).values()].at(-1)?.split('\n').slice(0, 2)
const takeBack = () =>
  log.asSuperuser(`set session_replication_role = replica;
    delete from checkpoint where size > 5; delete from log_entry where idx >= 5; delete from log_pending;
    delete from log_staged where id not in (select staged_id from log_entry)`)

it('begins under another name by the word of the operator alone', async () => {
  await expect(anew()).rejects.toThrow('The folder log/journal-2 in DATA_DIR')
  expect(await newest()).toEqual(['despatch.example.test/log', '5'])
})

it('goes on with what is there, waiting rows behind the entry that says so', async () => {
  await log.stage(3)
  await journal.begin.set()
  const sequencer = await anew()
  expect(await newest()).toEqual(['despatch.example.test/log/2', '6'])
  expect(await journal.begin.isSet()).toBe(false)
  await publishAll(sequencer)
  expect(await newest()).toEqual(['despatch.example.test/log/2', '9'])
  await expect(log.start()).rejects.toThrow("not signed by this log's key")
})

it('is brought up from the journal of the new name, when the database is set back to before it', async () => {
  const before = await log.checkpoints()
  await takeBack()
  await publishAll(await anew())
  expect(await log.checkpoints()).toEqual(before)
})

it('does not begin a second time under that name, when its journal is lost with the database', async () => {
  await takeBack()
  await rm(join(log.directory, 'journal-2'), { recursive: true })
  await expect(anew()).rejects.toThrow('is missing')
  await journal.rebuild.set()
  for (const _ of ['once', 'again']) await expect(anew()).rejects.toThrow('only begin anew once more')
  expect(await newest()).toEqual(['despatch.example.test/log', '5'])
})
