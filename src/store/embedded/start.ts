import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Databases } from '../databases.ts'
import { StartRefusal } from '../start-refusal.ts'
import { ensureCluster, prepareFolder } from './cluster.ts'
import { DATABASE, keepLogins, type Logins, loginUrl, SUPERUSER } from './logins.ts'
import { type Ownership, takeOwnership } from './ownership.ts'
import { launch, type Postmaster, runningPostmaster, signal, stopPostmaster } from './postmaster.ts'
import { findProgram } from './program.ts'
import { ensureRoles } from './roles.ts'
import { systemUser } from './system-user.ts'

/** An embedded PostgreSQL that is ours and running. */
export interface Embedded extends Databases {
  ownerUrl: string
  sequencerUrl: string
  port: number
  pid: number
  /** Where the data lies, which is not under `dataDir` when PostgreSQL's user cannot get there. */
  cluster: string
  logFile: string
  /** For tests and repairs only: the superuser's connection to a database. */
  superuserUrl(database?: string): string
  /** The URL of one of the logins for another database of the cluster. */
  url(login: 'despatch_owner' | 'despatch_app' | 'despatch_seq', database: string): string
  /** Stops it in good order. */
  stop(): Promise<void>
  /** Stops it at once, without waiting; the next start recovers. */
  abandon(): void
}

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // No values in the log: neither parameters, nor the key of a violated constraint, nor the statement.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}

/**
 * Starts PostgreSQL under `dataDir`, on loopback and a free port, as the system user when we are root.
 * An orphan of a killed process is taken over when it is the same program with the same settings and takes
 * our password, else stopped and started anew.
 *
 * @param settings more settings of PostgreSQL; tests turn `fsync` off
 * @param onLost called when the database stops by itself and does not come back
 * @throws StartRefusal when another process owns the database, or it cannot be run here
 */
export async function startEmbedded(options: {
  dataDir: string
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  settings?: Record<string, string>
  onLost?: () => void
}): Promise<Embedded> {
  const { dataDir, logger, onLost = () => undefined } = options
  const user = await systemUser()
  const folder = await prepareFolder(dataDir, user)
  const program = await findProgram(user, folder)
  const logins = await keepLogins(folder)
  const durable = options.settings?.fsync !== 'off'
  const cluster = await ensureCluster({ folder, program, user, logins, durable })
  const logFile = join(folder, 'postgres.log')

  const settings: Record<string, string> = { ...SETTINGS, ...options.settings }
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([program, settings]))
    .digest('hex')
  settings.cluster_name = `despatch-${fingerprint.slice(0, 16)}`

  const taken = await take()
  const { postmaster, ownership } = taken
  const { port, pid } = postmaster
  const abandon = () => void signal(pid, 'SIGQUIT')
  // Whatever ends this process in JavaScript ends the database too; only `kill -9` leaves an orphan.
  const atExit = () => void signal(pid, 'SIGINT')
  process.once('exit', atExit)
  const stop = async () => {
    await ownership.release()
    await stopPostmaster(postmaster)
    process.off('exit', atExit)
  }
  try {
    await ensureRoles(ownership.query, logins)
  } catch (error) {
    await stop()
    throw error
  }
  logger.info({ port, pid, cluster, adopted: taken.adopted }, 'embedded PostgreSQL is running')
  const url: Embedded['url'] = (login, database) => loginUrl(logins, login, port, database)
  return {
    embedded: true,
    ownerUrl: url('despatch_owner', DATABASE),
    runtimeUrl: url('despatch_app', DATABASE),
    sequencerUrl: url('despatch_seq', DATABASE),
    superuserUrl: (database = DATABASE) => loginUrl(logins, SUPERUSER, port, database),
    url,
    port,
    pid,
    cluster,
    logFile,
    stop,
    abandon,
  }

  async function take(): Promise<{ postmaster: Postmaster; ownership: Ownership; adopted: boolean }> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const running = await runningPostmaster(cluster)
      const postmaster = running ?? (await launch({ program, cluster, logFile, user, settings }))
      if (postmaster === 'busy') continue
      const ownership = await takeOwnership(superuserUrlOf(logins, postmaster.port), onLost)
      if (ownership === 'held') {
        throw new StartRefusal(
          `Another Despatch is running on the data directory ${dataDir}: stop it first, or set DATA_DIR to another.`,
        )
      }
      if (ownership !== 'no-answer') {
        const { rows } = await ownership.query('show cluster_name')
        if (!running || rows[0]?.cluster_name === settings.cluster_name)
          return { postmaster, ownership, adopted: running !== null }
        await ownership.release()
      } else if (!running) {
        await stopPostmaster(postmaster)
        throw new StartRefusal(
          `The database in ${cluster} does not take the passwords in ${join(folder, 'logins.json')}: ` +
            'put that file back from the backup of the data directory.',
        )
      }
      logger.warn(
        { pid: postmaster.pid },
        'an embedded PostgreSQL was left behind by a killed process: restarting it',
      )
      await stopPostmaster(postmaster)
    }
    throw new StartRefusal(`The embedded PostgreSQL did not come up; its log is ${logFile}.`)
  }
}

const superuserUrlOf = (logins: Logins, port: number) => loginUrl(logins, SUPERUSER, port, 'postgres')
