import { rm } from 'node:fs/promises'
import { pino } from 'pino'
import { readConfig, settlePorts } from '../../src/config.ts'
import { findRunning } from '../../src/demo/running.ts'
import { composeService } from '../../src/main/compose.ts'
import type { TestDatabase } from '../setup/database.ts'
import { createPartnership } from '../setup/partnership.ts'
import { freePort } from '../setup/ports.ts'

/** A whole service of a test's own: every role, the demonstration partnership, its mail partners. */
export type RunningService = {
  origin: string
  dataDir: string
  database: TestDatabase
  /** Ends it, and removes what it left. */
  stop(): Promise<void>
}

export async function startService(): Promise<RunningService> {
  const { database, dataDir } = await createPartnership('dj-')
  const env = { DATA_DIR: dataDir, PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'error' }
  const config = await settlePorts(readConfig(env), freePort)
  const { runtimeUrl, ownerUrl, sequencerUrl } = database
  const service = await composeService(
    config,
    { runtimeUrl, ownerUrl, sequencerUrl, embedded: false },
    { demo: true, role: 'all', logger: pino({ level: process.env.LOG_LEVEL ?? 'error' }) },
  )
  await service.start()
  const { origin } = await findRunning(dataDir)
  return {
    origin,
    dataDir,
    database,
    stop: async () => {
      await service.stop()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
