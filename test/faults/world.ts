import { rm } from 'node:fs/promises'
import pg from 'pg'
import { type Logger, pino } from 'pino'
import { type Config, readConfig, settlePorts } from '../../src/config.ts'
import type { Behaviour } from '../../src/demo/partner/attention.ts'
import { type RunningPartners, startPartners } from '../../src/demo/partners.ts'
import { registerPartners } from '../../src/demo/register.ts'
import { composeService, type Seams } from '../../src/main/compose.ts'
import type { Role, Service } from '../../src/main/service.ts'
import { readServiceKeys, type ServiceKeys } from '../../src/main/service-keys.ts'
import type { Session } from '../../src/sdk/session.ts'
import type { Databases } from '../../src/store/databases.ts'
import type { TestDatabase } from '../setup/database.ts'
import { createPartnership } from '../setup/partnership.ts'
import { freePort } from '../setup/ports.ts'
import { signInAs } from '../setup/service.ts'
import { type ServiceProcess, startServiceProcess } from './start-service-process.ts'

/**
 * The demonstration partnership, its mail partners and its data, without a service: that is started on it, ended
 * and started again, in this process or in one of its own, while the partners' side goes on.
 */
export type World = {
  config: Config
  keys: ServiceKeys
  database: TestDatabase
  partners: RunningPartners
  /** What every partner does by itself with mail that comes from now on. */
  behaviour: Behaviour
  session(login: string): Promise<Session>
  /** Starts a service, or one role of it, in this process; `logSequencer: false` leaves the sequencer out. */
  start(options?: { role?: Role; logSequencer?: boolean; seams?: Seams; logger?: Logger }): Promise<Service>
  /** Starts a service of every role in a process of its own, which can be killed. */
  startProcess(): Promise<ServiceProcess>
  /** Runs SQL with every right there is, as somebody with the database server in hand would. */
  asSuperuser(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** The same, on the database server rather than in the database. */
  atServer(sql: string): Promise<void>
  end(): Promise<void>
}

const SILENT = pino({ level: 'silent' })

/** @param settings further settings, such as REDIS_URL */
export async function createWorld(settings: Readonly<Record<string, string>> = {}): Promise<World> {
  const { database, dataDir } = await createPartnership('dw-')
  const config = await settlePorts(
    readConfig({
      DATA_DIR: dataDir,
      PORT: '0',
      SMTP_PORT: '0',
      LOG_LEVEL: 'silent',
      // No test depends on the DNS of where it runs; one that is about DNS brings its own.
      DNS_SERVERS: 'none',
      ...settings,
    }),
    freePort,
  )
  const { runtimeUrl, sequencerUrl } = database
  const databases: Databases = { runtimeUrl, sequencerUrl, ownerUrl: null, embedded: false }
  const now = new Date()
  const keys = await readServiceKeys(dataDir, logNames(config), now)
  const behaviour: Behaviour = { reports: true, opens: false }
  const partners = await startPartners({
    dataDir,
    gateway: { host: config.host, port: config.smtpPort, tlsCertificate: keys.tls.cert },
    logger: SILENT,
    behaviour: () => behaviour,
  })
  await registerPartners(database.db, partners.networks)
  const running: { stop(): Promise<void> }[] = []
  return {
    config,
    keys,
    database,
    partners,
    behaviour,
    session: (login) => signInAs(config, login),
    async start({ role = 'all', logSequencer = true, seams = {}, logger = SILENT } = {}) {
      const logins = logSequencer ? databases : { ...databases, sequencerUrl: null }
      const service = composeService(config, logins, { demo: false, role, logger }, seams)
      running.push(service)
      await service.start()
      return service
    },
    async startProcess() {
      const started = await startServiceProcess(config, databases)
      running.push({ stop: started.kill })
      return started
    },
    asSuperuser: (sql, values = []) => query(database.superuserUrl, sql, values),
    async atServer(sql) {
      await query(new URL('/postgres', database.superuserUrl).href, sql, [])
    },
    async end() {
      for (const service of running.reverse()) await service.stop()
      await partners.stop()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const logNames = ({ publicUrl, serviceDomain }: Config) => ({
  log: `${new URL(publicUrl).host}/log`,
  domain: serviceDomain,
})

async function query(url: string, sql: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows
  } finally {
    await client.end()
  }
}
