import { type Config, readConfig } from '../config.ts'
import type { Connection } from '../store/connect.ts'
import type { Databases } from '../store/databases.ts'
import { locateEmbedded } from '../store/embedded/locate.ts'
import { checkMigrated } from '../store/migrate.ts'
import { requireDataDirectory, writesDataDirectory } from './data-directory.ts'
import { resolverOf, unanswered } from './dns.ts'
import {
  clockAgrees,
  databaseVersion,
  deliveriesTaken,
  type Finding,
  logWritten,
  officersInOffice,
  recordsThere,
  withDatabase,
} from './doctor/database.ts'
import { dkimPublished, signedDomains } from './doctor/dkim.ts'
import { journalsKept } from './doctor/journals.ts'
import { diskRoom, gatewayCertificate, keysPrivate, nodeVersion } from './doctor/machine.ts'
import { askBanner, askHealth, askReadiness, authority, redisReady } from './doctor/network.ts'
import { nextKeys, witnessesKnowNext } from './doctor/next-key.ts'
import { witnessesFollow } from './doctor/witnesses.ts'
import type { Io } from './io.ts'
import { requireLogins } from './logins.ts'
import { MIGRATIONS } from './migrations.ts'
import { ANSWER_MS, postWithin } from './roles/witnesses.ts'
import type { Role } from './service.ts'
import { startFailure } from './start-failure.ts'
import { readWitnessSettings } from './witness-settings.ts'

export interface Check {
  name: string
  ok: boolean
  /** nothing is wrong with the service, and somebody should know */
  warns?: true
  /** What was found, or what to do about it. */
  says: string
}

/**
 * `despatch doctor`: looks at everything that has to be right for the service to run, or for one role of it on this
 * machine. Exit code 1 if not.
 */
export async function doctor({ json, role }: { json: boolean; role: Role }, io: Io): Promise<number> {
  const config = readConfig(io.env)
  const checks = await examine(config, role)
  const ok = checks.every((check) => check.ok)
  if (json) io.out(JSON.stringify({ ok, checks }))
  else
    for (const { name, ok, warns, says } of checks)
      io.out(`${ok ? (warns ? 'warn' : 'ok  ') : 'FAIL'}  ${name}: ${says}`)
  return ok ? 0 : 1
}

async function examine(config: Config, role: Role): Promise<Check[]> {
  const checks: Check[] = []
  const check = async (name: string, look: () => Promise<Finding>): Promise<boolean> => {
    try {
      const found = await look()
      checks.push(
        typeof found === 'string'
          ? { name, ok: true, says: found }
          : { name, ok: true, warns: true, says: found.warns },
      )
      return true
    } catch (error) {
      checks.push({ name, ok: false, says: startFailure(error, config) ?? messageOf(error) })
      return false
    }
  }
  const runs = (wanted: Role) => role === 'all' || role === wanted
  const { dataDir, host, port, smtpPort, statusPort, redisUrl } = config

  await check('Node', nodeVersion)
  const usable = await check('data directory', async () => {
    await requireDataDirectory(dataDir, { written: writesDataDirectory(config, role) })
    return dataDir
  })
  if (usable) {
    await check('disk', () => diskRoom(dataDir))
    // A worker has none but that of its mail.
    if (role !== 'worker' || config.dkimSelector !== null) await check('keys', () => keysPrivate(dataDir))
    if (runs('gateway')) await check("gateway's certificate", () => gatewayCertificate(dataDir, new Date()))
  }
  const databases = await examineDatabase(config, role, check)
  const next = usable && config.witnesses && runs('sequencer') ? await nextKeys(dataDir).catch(() => []) : []
  if (databases && next.length > 0) {
    await check('next log key', async () => {
      const { witnesses } = await readWitnessSettings(config)
      return withDatabase(databases.runtimeUrl, (connection) =>
        witnessesKnowNext(connection, { witnesses, next, post: postWithin(ANSWER_MS) }),
      )
    })
  }
  const { dkimSelector: selector, serviceDomain } = config
  if (selector !== null && usable && runs('worker')) {
    await check('DKIM', async () => {
      const domains = databases
        ? await withDatabase(databases.runtimeUrl, (connection) => signedDomains(connection, serviceDomain))
        : [serviceDomain]
      return dkimPublished({
        dataDir,
        selector,
        domains,
        resolve: resolverOf(config, { demo: false }) ?? unanswered,
      })
    })
  }
  if (redisUrl !== null) await check('Redis', () => redisReady(redisUrl))
  if (runs('api')) {
    const origin = `http://${authority(host, port)}`
    if (await check('HTTP', () => askHealth(`${origin}/healthz`)))
      await check('readiness', () => askReadiness(`${origin}/readyz`))
  }
  if (runs('gateway')) await check('SMTP', () => askBanner(host, smtpPort))
  if (statusPort !== null)
    await check('status', () => askReadiness(`http://${authority(host, statusPort)}/readyz`))
  return checks
}

/** What can be asked of the database, as far as it answers and is current. @returns where it is, if so */
async function examineDatabase(
  config: Config,
  role: Role,
  check: (name: string, look: () => Promise<Finding>) => Promise<boolean>,
): Promise<Databases | null> {
  let databases: Databases | null = null
  const answers = await check('database', async () => {
    databases = config.database
      ? { ...config.database, embedded: false }
      : await locateEmbedded(config.dataDir)
    if (!databases) throw new Error('the embedded PostgreSQL is not running: despatch serve starts it')
    return withDatabase(databases.runtimeUrl, databaseVersion)
  })
  const found = databases as Databases | null
  if (!answers || !found) return null
  const ask = (name: string, look: (connection: Connection) => Promise<Finding>) =>
    check(name, () => withDatabase(found.runtimeUrl, look))
  await ask('clock', clockAgrees)
  const current = await check(
    'migrations',
    async () => `current (${await checkMigrated(found.runtimeUrl, MIGRATIONS)})`,
  )
  if (!current) return null
  if (!found.embedded) {
    await check('logins', async () => {
      await requireLogins(found, role)
      return 'each has the rights of its part'
    })
  }
  await ask('log', logWritten)
  if (role === 'all' || role === 'sequencer')
    await ask('journals', (connection) => journalsKept(connection, config.dataDir))
  await ask('records', recordsThere)
  await ask('witnesses', witnessesFollow)
  await ask('deliveries', deliveriesTaken)
  if (role === 'all' || role === 'api')
    await ask('liaison officers', (connection) => officersInOffice(connection, new Date()))
  return found
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
