import { hash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import type { ClientFiles } from '../../src/api/client-files.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { composeService, type Seams } from '../../src/main/compose.ts'
import { freePort } from '../../src/main/ports.ts'
import { createClient } from '../../src/sdk/client.ts'
import { type Session, signIn } from '../../src/sdk/session.ts'
import { unlockUserKey } from '../../src/sdk/user-key.ts'
import type { TestDatabase } from './database.ts'
import { createPartnership } from './partnership.ts'

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

/** Signs in as one of the demonstration's people, with the key that lies in the data directory. */
export async function signInAs({ dataDir, publicUrl }: Config, login: string): Promise<Session> {
  const [armored, passphrase] = await Promise.all([
    readFile(join(dataDir, 'demo', 'people', `${login}.asc`), 'utf8'),
    readFile(join(dataDir, 'demo', 'passphrase'), 'utf8'),
  ])
  return signIn({
    client: createClient({ origin: publicUrl }),
    login,
    key: await unlockUserKey(armored, passphrase.trim()),
    now: new Date(),
    hash: (data) => hash('sha256', data, 'buffer'),
  })
}
