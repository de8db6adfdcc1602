import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { type Config, readConfig } from '../../../src/config.ts'
import { POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { registerPartners } from '../../../src/demo/register.ts'
import type { Role } from '../../../src/main/service.ts'
import { readServiceKeys, type ServiceKeys } from '../../../src/main/service-keys.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { connect } from '../../../src/store/connect.ts'
import type { Database } from '../../../src/store/tables.ts'
import { createPartnership } from '../../setup/partnership.ts'
import { freePort } from '../../setup/ports.ts'
import { signInAs } from '../../setup/service.ts'
import { createPartner, type PartnerProcess } from './partner.ts'
import { copyPartnership } from './partnership-rows.ts'
import { PARTS, type Part } from './plan.ts'
import { createPostgres } from './postgres.ts'
import { createRedis } from './redis.ts'
import { createRole, type RoleProcess } from './role.ts'

/** Something that can be killed and started again. */
export type Startable = { start(): Promise<void>; kill(): Promise<void> }

/** The service as it is run grown up, with all that it stands on, each in processes of its own. */
export type Site = {
  config: Config
  keys: ServiceKeys
  /** the folder of everything, logs of the processes among it */
  folder: string
  parts: Record<Part, Startable>
  partner: PartnerProcess
  database: { db: Kysely<Database> }
  session(login: string): Promise<Session>
  /** Runs SQL with every right there is. */
  asSuperuser(sql: string): Promise<Record<string, unknown>[]>
  /** The roles that ended by themselves, which nothing may make them do, and how often. */
  gaveUp(): string[]
  /** Kills everything, and removes the folder unless it is to be looked at. */
  end(options: { keep: boolean }): Promise<void>
}

const HOST = '127.0.0.1'

const ROLE_PARTS = [
  ['api', 'api'],
  ['worker', 'worker'],
  ['gateway', 'gateway'],
  ['sequencer-1', 'sequencer'],
  ['sequencer-2', 'sequencer'],
] as const satisfies [Part, Role][]
type RolePart = (typeof ROLE_PARTS)[number][0]

/** Builds it, with the demonstration partnership in it, and starts those parts of it. */
export async function openSite(running: readonly Part[]): Promise<Site> {
  const { database: model, dataDir: folder } = await createPartnership('storm-')
  const postgres = await createPostgres(folder)
  await postgres.start()
  await copyPartnership(model.superuserUrl, postgres.superuserUrl)
  await model.drop()
  const redis = await createRedis(folder)
  const [port, smtpPort] = await Promise.all([freePort(HOST), freePort(HOST)])
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: folder,
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    DATABASE_URL: postgres.runtimeUrl,
    DATABASE_SEQUENCER_URL: postgres.sequencerUrl,
    REDIS_URL: redis.url,
    LOG_LEVEL: 'warn',
  }
  const config = readConfig(env)
  // Made before several processes would make them at once.
  const keys = await readServiceKeys(
    folder,
    { log: `${new URL(config.publicUrl).host}/log`, domain: config.serviceDomain },
    new Date(),
  )
  const partner = await createPartner({
    dataDir: folder,
    address: POLICE_INTELLIGENCE,
    gateway: { host: HOST, port: smtpPort, tlsCertificate: keys.tls.cert },
  })
  const { db, close } = connect(postgres.runtimeUrl, { max: 2, applicationName: 'storm' })
  await registerPartners(db, [partner.network])

  const logs = join(folder, 'logs')
  await mkdir(logs)
  const roles = Object.fromEntries(
    ROLE_PARTS.map(([part, role]) => [part, createRole({ role, name: part, env, folder: logs })]),
  ) as Record<RolePart, RoleProcess>
  const parts: Record<Part, Startable> = { ...roles, postgres, redis, partner }
  await Promise.all(running.map((part) => parts[part].start()))

  return {
    config,
    keys,
    folder,
    parts,
    partner,
    database: { db },
    session: (login) => signInAs(config, login),
    asSuperuser: (sql) => query(postgres.superuserUrl, sql),
    gaveUp: () =>
      ROLE_PARTS.flatMap(([part]) => {
        const times = roles[part].gaveUp()
        return times === 0 ? [] : [`${part} ended by itself ${times} times`]
      }),
    async end({ keep }) {
      await close()
      await Promise.all(PARTS.map((part) => parts[part].kill()))
      if (!keep) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
