import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { inject } from 'vitest'
import { startPostgres } from '../../scripts/up-local/postgres.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { startPartners } from '../../src/demo/partners.ts'
import { registerPartners } from '../../src/demo/register.ts'
import { migrateDatabase } from '../../src/main/migrate-command.ts'
import { logOrigin } from '../../src/main/role-keys.ts'
import type { Role } from '../../src/main/service.ts'
import { readServiceKeys } from '../../src/main/service-keys.ts'
import type { Session } from '../../src/sdk/session.ts'
import { connect } from '../../src/store/connect.ts'
import { copyPartnership } from '../faults/storm/partnership-rows.ts'
import { firstWord, run } from '../faults/storm/processes.ts'
import { createRedis, type Redis } from '../faults/storm/redis.ts'
import type { TestDatabase } from '../setup/database.ts'
import { createPartnership } from '../setup/partnership.ts'
import { freePort } from '../setup/ports.ts'
import { signInAs } from '../setup/service.ts'

const ROOT = join(import.meta.dirname, '../..')
const HOST = '127.0.0.1'

/** What a grown service needs of a database. */
type Database = Pick<TestDatabase, 'runtimeUrl' | 'sequencerUrl' | 'db' | 'drop'>

/** One role of the service, in a process of its own. */
export type Part = {
  pid: number
  /** SIGTERM. @returns its exit code */
  stop(): Promise<number | null>
  /** kill -9 */
  kill(): Promise<void>
  /** Where its log is. */
  logFile: string
}

/** The demonstration partnership on an external PostgreSQL and Redis; its parts are started one by one. */
export type Site = {
  config: Config
  database: Database
  redis: Redis
  session(login: string): Promise<Session>
  start(role: Role, more?: Readonly<Record<string, string>>): Promise<Part>
  end(): Promise<void>
}

/** On PostgreSQL 18: a database of the test run's own server. */
export async function createSite(): Promise<Site> {
  const { database, dataDir } = await createPartnership('dg-')
  return furnish(database, dataDir)
}

/**
 * On Debian's PostgreSQL 15, made ready as an operator does it: by the script that docker-compose.yml gives to the
 * database's container, and by `despatch migrate`.
 */
export async function createSiteOn15(): Promise<Site & { migrated: string }> {
  const { database: model, dataDir } = await createPartnership('dg-')
  const password = 'of-a-test-only'
  const server = await startPostgres({
    version: '15',
    password,
    initdbArgs: ['--auth=scram-sha-256', '--encoding=UTF8', '--no-locale'],
    settings: { fsync: 'off', max_connections: '200' },
  })
  const at = (login: string) => `postgres://${login}:${password}@${HOST}:${server.port}/despatch`
  const secrets = join(dataDir, 'secrets')
  await mkdir(secrets)
  const urls = {
    'database-owner-url': at('despatch_owner'),
    'database-url': at('despatch_app'),
    'database-sequencer-url': at('despatch_seq'),
  }
  for (const [name, url] of Object.entries(urls)) await writeFile(join(secrets, name), url)
  await promisify(execFile)('bash', [join(ROOT, 'deploy/postgres-init.sh')], {
    env: {
      PATH: process.env.PATH,
      PGHOST: HOST,
      PGPORT: String(server.port),
      PGPASSWORD: password,
      POSTGRES_USER: 'postgres',
      SECRETS: secrets,
    },
  })
  const migrated: string[] = []
  await migrateDatabase(
    { json: true },
    {
      env: { DATABASE_OWNER_URL_FILE: join(secrets, 'database-owner-url') },
      out: (line) => void migrated.push(line),
      err: () => {},
    },
  )
  await copyPartnership(model.superuserUrl, at('postgres'))
  await model.drop()
  const { db, close } = connect(urls['database-url'], { max: 2, applicationName: 'test' })
  const site = await furnish(
    {
      runtimeUrl: urls['database-url'],
      sequencerUrl: urls['database-sequencer-url'],
      db,
      async drop() {
        await close()
        await server.stop()
      },
    },
    dataDir,
  )
  return { ...site, migrated: migrated.join('\n') }
}

async function furnish(database: Database, dataDir: string): Promise<Site> {
  const [redis, port, smtpPort] = await Promise.all([createRedis(dataDir), freePort(HOST), freePort(HOST)])
  await redis.start()
  const settings = {
    DATA_DIR: dataDir,
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    DATABASE_URL: database.runtimeUrl,
    REDIS_URL: redis.url,
    LOG_LEVEL: 'info',
    // The partners are invented: the real DNS knows nothing of them.
    DNS_SERVERS: 'none',
  }
  const config = readConfig(settings)
  const names = { log: logOrigin(config.publicUrl), domain: config.serviceDomain }
  const { tls } = await readServiceKeys(dataDir, names, new Date())
  const partners = await startPartners({
    dataDir,
    gateway: { host: HOST, port: smtpPort, tlsCertificate: tls.cert },
    logger: pino({ level: 'silent' }),
  })
  await registerPartners(database.db, partners.networks)
  const parts: Part[] = []

  async function start(role: Role, more: Readonly<Record<string, string>> = {}): Promise<Part> {
    const logFile = join(dataDir, `${parts.length}.log`)
    const started = run(process.execPath, [join(ROOT, 'src/main.ts'), 'serve', '--role', role], {
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: inject('compiled'),
        ...settings,
        ...(role === 'sequencer' || role === 'all' ? { DATABASE_SEQUENCER_URL: database.sequencerUrl } : {}),
        ...more,
      },
      logFile,
      heard: true,
    })
    if (!(await firstWord(started))) throw new Error(`it did not start: ${await readFile(logFile, 'utf8')}`)
    const part: Part = {
      pid: started.pid,
      logFile,
      kill: started.kill,
      async stop() {
        process.kill(started.pid, 'SIGTERM')
        await started.ended
        return started.exitCode()
      },
    }
    parts.push(part)
    return part
  }

  return {
    config,
    database,
    redis,
    session: (login) => signInAs(config, login),
    start,
    async end() {
      await Promise.all(parts.map((part) => part.kill()))
      await partners.stop()
      await redis.kill()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
