import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { DATABASE, keepLogins, loginUrl, SUPERUSER } from '../../../src/store/embedded/logins.ts'
import { findProgram } from '../../../src/store/embedded/program.ts'
import { startEmbedded } from '../../../src/store/embedded/start.ts'
import { systemUser } from '../../../src/store/embedded/system-user.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { MIGRATIONS } from '../../setup/cluster.ts'
import { freePort } from '../../setup/ports.ts'
import { type Running, run } from './processes.ts'

/** A PostgreSQL of one's own, with the settings of production, on one port for its whole life. */
export type Postgres = {
  ownerUrl: string
  runtimeUrl: string
  sequencerUrl: string
  superuserUrl: string
  /** Resolves when it takes connections, or was killed meanwhile. */
  start(): Promise<void>
  /** kill -9 of every one of its processes. */
  kill(): Promise<void>
}

/** Makes the cluster, migrated, under `dataDir`; it does not run yet. */
export async function createPostgres(dataDir: string): Promise<Postgres> {
  const embedded = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }) })
  await migrate(embedded.ownerUrl, MIGRATIONS)
  await embedded.stop()
  const { cluster, logFile } = embedded
  const folder = join(dataDir, 'postgres')
  const user = await systemUser()
  const [{ native }, logins, port] = await Promise.all([
    findProgram(user, folder),
    keepLogins(folder),
    freePort('127.0.0.1'),
  ])
  const url = (login: Parameters<typeof loginUrl>[1]) => loginUrl(logins, login, port, DATABASE)
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let postmaster: Running | undefined
  let wanted = false

  return {
    ownerUrl: url('despatch_owner'),
    runtimeUrl: url('despatch_app'),
    sequencerUrl: url('despatch_seq'),
    superuserUrl: url(SUPERUSER),
    async start() {
      wanted = true
      while (wanted) {
        if (!postmaster || postmaster.hasEnded()) {
          // It does not start while a process of the killed one holds the shared memory: then it is tried again.
          postmaster = run(join(native, 'bin/postgres'), ['-D', cluster, '-p', String(port), ...args], {
            ...user,
            cwd: '/',
            env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
            logFile,
          })
        }
        if (await answers(url(SUPERUSER))) return
        await pause(20)
      }
    },
    async kill() {
      wanted = false
      if (!postmaster || postmaster.hasEnded()) return
      const { pid } = postmaster
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
      await postmaster.kill()
      for (const child of children.split(' ').filter(Boolean)) killed(Number(child))
    },
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has seen that its postmaster is gone, and ended.
  }
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
