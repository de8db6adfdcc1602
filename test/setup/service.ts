import { rm } from 'node:fs/promises'
import { pino } from 'pino'
import type { ClientFiles } from '../../src/api/client-files.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { composeService, type Seams } from '../../src/main/compose.ts'
import type { Session } from '../../src/sdk/session.ts'
import type { TestDatabase } from './database.ts'
import { createPartnership } from './partnership.ts'
import { freePort } from './ports.ts'
import { signInAs } from './sign-in-as.ts'

export { signInAs } from './sign-in-as.ts'

/** A whole service on a database of its own, with the demonstration partnership and its mail partners. */
export type TestService = {
  config: Config
  database: TestDatabase
  origin: string
  smtpPort: number
  /** what the service logged, line by line */
  logged: string[]
  session(login: string): Promise<Session>
  stop(): Promise<void>
}

const HOST = '127.0.0.1'

/**
 * Starts a service of every role in this process.
 * @param settings further settings, such as NOTICE_SMTP
 * @param client the built browser client, where it is to be served
 */
export async function startTestService(
  seams: Seams = {},
  settings: Readonly<Record<string, string>> = {},
  client: ClientFiles | null = null,
): Promise<TestService> {
  const { database, dataDir } = await createPartnership('dsp-')
  const [port, smtpPort] = await Promise.all([freePort(HOST), freePort(HOST)])
  const config = readConfig({
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    DATA_DIR: dataDir,
    DATABASE_URL: database.runtimeUrl,
    DATABASE_SEQUENCER_URL: database.sequencerUrl,
    ...settings,
  })
  const logged: string[] = []
  const logger = pino({ level: 'debug', base: null }, { write: (line: string) => void logged.push(line) })
  const databases = {
    runtimeUrl: database.runtimeUrl,
    ownerUrl: null,
    sequencerUrl: database.sequencerUrl,
    embedded: false,
  }
  const service = composeService(
    config,
    databases,
    { demo: true, role: 'all', client: Promise.resolve(client), logger },
    seams,
  )
  await service.start()
  return {
    config,
    database,
    origin: config.publicUrl,
    smtpPort,
    logged,
    session: (login) => signInAs(config, login),
    async stop() {
      await service.stop()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
