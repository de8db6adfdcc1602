import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sequencerRole } from '../../src/main/roles/sequencer.ts'
import { type LogJournal, logJournal } from '../../src/services/log/log-journal.ts'
import type { Loop } from '../../src/workers/loop.ts'
import { createTestLog, type TestLog } from '../services/log/log-database.ts'

let log: TestLog
let running: Loop[]
beforeEach(async () => {
  log = await createTestLog()
  running = []
})
afterEach(async () => {
  for (const role of running) await role.stop()
  await log?.end()
})

function start(journal: LogJournal = logJournal(log.directory)): Loop {
  const role = sequencerRole({
    url: log.sequencerUrl,
    journal,
    trustJournal: log.trustJournal,
    keys: { log: log.keys, trust: log.trust },
    settled: async () => {},
    clock: () => new Date(),
    logger: pino({ level: 'silent' }),
  })
  running.push(role)
  return role
}

const entries = async () => (await log.db.selectFrom('log_entry').select('idx').execute()).length

async function publishes(count: number): Promise<void> {
  await expect.poll(entries).toBe(count)
}

describe('two sequencers on one log', () => {
  it('write it one at a time, and the other takes over when the first loses its lock', async () => {
    start()
    start()
    await log.stage(3)
    await publishes(3)
    for (const size of [5, 7]) {
      await log.asSuperuser(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'despatch sequencer lock'",
      )
      await log.stage(2)
      await publishes(size)
    }
    expect((await log.checkpoints()).get('7')).toBe((await log.journal.last())?.checkpoint)
  })

  it('do not stand in each other’s way: one that may not sign lets the other', async () => {
    const first = start()
    await log.stage(3)
    await publishes(3)
    await first.stop()

    // It has the log key, and not the memory of what was signed with it.
    const empty = logJournal(join(log.directory, 'elsewhere'))
    start({ ...empty, append: () => Promise.reject(new Error('it signed')) })
    start()
    await log.stage(2)
    await publishes(5)
  })
})
