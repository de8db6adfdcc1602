import { pino } from 'pino'
import { type Config, readConfig, settlePorts } from '../config.ts'
import type { Databases } from '../store/databases.ts'
import { type Embedded, startEmbedded } from '../store/embedded/start.ts'
import { checkMigrated, migrate } from '../store/migrate.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { composeService } from './compose.ts'
import { endOnCrash } from './crashes.ts'
import { prepareDataDirectory, writesDataDirectory } from './data-directory.ts'
import type { Io } from './io.ts'
import { requireLogins } from './logins.ts'
import { watchMemory } from './memory-watch.ts'
import { MIGRATIONS } from './migrations.ts'
import { freePort, requirePort } from './ports.ts'
import type { Role, Service } from './service.ts'
import { startFailure } from './start-failure.ts'
import { stopSignals } from './stop-signals.ts'
import { readyClient } from './web/ready.ts'

/**
 * `despatch serve`: starts the database where it is ours, migrates, starts the roles, and runs until it is
 * told to stop.
 *
 * @returns the exit code: 0 after Ctrl-C or SIGTERM, 1 when it could not start or lost its database
 */
export async function serve(options: { role: Role; demo: boolean }, io: Io): Promise<number> {
  let config: Config | null = null
  let embedded: Embedded | null = null
  let service: Service | null = null
  let lost = () => {}
  let forgetCrashes = () => {}
  const leaveMemory = watchMemory()
  const databaseLost = new Promise<'lost'>((resolve) => {
    lost = () => resolve('lost')
  })
  const signals = stopSignals((exitCode) => {
    embedded?.abandon()
    process.exit(exitCode)
  })
  const untilStopped = <T>(step: Promise<T>): Promise<T> =>
    step.then((result) => {
      if (signals.wasAsked()) throw STOPPED
      return result
    })
  let exitCode = 0
  try {
    config = await settlePorts(readConfig(io.env), freePort)
    await requireStartable(config, options.role)
    const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }))
    forgetCrashes = endOnCrash(logger)
    // Beside the start of the database, which takes as long.
    const client =
      options.role === 'api' || options.role === 'all' ? readyClient(io.err) : Promise.resolve(null)
    if (!config.database) embedded = await startEmbedded({ dataDir: config.dataDir, logger, onLost: lost })
    const databases = embedded ?? externalDatabases(config)
    if (databases.ownerUrl) await untilStopped(migrate(databases.ownerUrl, MIGRATIONS))
    else await untilStopped(checkMigrated(databases.runtimeUrl, MIGRATIONS))
    if (!databases.embedded) await untilStopped(requireLogins(databases, options.role))

    const demo = options.demo || databases.embedded
    const composed: Service = await composeService(config, databases, {
      demo,
      role: options.role,
      logger,
      client,
    })
    service = composed
    const { addresses, welcome } = await untilStopped(composed.start())
    if (addresses.http) io.out(`Despatch is ready at ${addresses.http}`)
    if (addresses.smtp) io.out(`Its mail gateway listens at ${addresses.smtp}`)
    if (!addresses.http && !addresses.smtp) io.out(`The ${options.role} is running`)
    io.out(`Data: ${config.dataDir}. Ctrl-C stops.`)

    const ended = Promise.race([signals.asked, databaseLost])
    // The service is up whether or not the demonstration can be shown.
    const shown = welcome?.(io.out).catch((error: unknown) => {
      if (!signals.wasAsked()) io.err(`The demonstration could not be played: ${describe(error)}`)
    })
    await Promise.race([ended, shown])
    if ((await ended) === 'lost') {
      throw new StartRefusal(
        `The embedded PostgreSQL stopped by itself; its log is ${embedded?.logFile}. Start Despatch again.`,
      )
    }
  } catch (error) {
    if (error !== STOPPED) {
      exitCode = 1
      io.err(startFailure(error, config) ?? describe(error))
    }
  }
  if (exitCode === 0) io.out('Stopping.')
  for (const part of [service, embedded]) {
    await part?.stop().catch((error: unknown) => {
      exitCode = 1
      io.err(describe(error))
    })
  }
  forgetCrashes()
  leaveMemory()
  signals.release()
  return exitCode
}

/** Thrown to leave the start half-way, when Ctrl-C came first. */
const STOPPED = new Error('stopped')

/** Everything that can be known to be wrong before anything is started. */
async function requireStartable(config: Config, role: Role): Promise<void> {
  const runs = (wanted: Role) => role === wanted || role === 'all'
  if (config.database && runs('sequencer') && !config.database.sequencerUrl) {
    throw new StartRefusal(
      'The sequencer needs DATABASE_SEQUENCER_URL, the login that alone writes the log: set it, or choose another --role.',
    )
  }
  if (runs('api')) await requirePort(config.host, config.port, 'PORT')
  if (runs('gateway')) await requirePort(config.host, config.smtpPort, 'SMTP_PORT')
  await prepareDataDirectory(config.dataDir, { written: writesDataDirectory(config, role) })
}

function externalDatabases({ database }: Config): Databases {
  if (!database) throw new Error('no database is configured')
  return { ...database, embedded: false }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
