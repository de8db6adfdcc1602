import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { pino } from 'pino'
import { readConfig, settlePorts } from '../src/config.ts'
import { openWorld } from '../src/demo/journeys/world.ts'
import { loadPartnership } from '../src/demo/partnership.ts'
import { MIGRATIONS } from '../src/main/migrations.ts'
import { freePort } from '../src/main/ports.ts'
import type { Role } from '../src/main/service.ts'
import type { Session } from '../src/sdk/session.ts'
import { connect } from '../src/store/connect.ts'
import type { Databases } from '../src/store/databases.ts'
import { type Embedded, startEmbedded } from '../src/store/embedded/start.ts'
import { migrate } from '../src/store/migrate.ts'
import type { Database } from '../src/store/tables.ts'
import { asStarted, type ProcessSettings } from './as-started.ts'
import { cpuSeconds, peakMemory, resetPeak } from './process-figures.ts'

/** A whole service in one process of its own, as `npm start` runs it, so that its load comes from elsewhere. */
export type ServiceProcess = {
  origin: string
  smtpPort: number
  dataDir: string
  /** of the service; its PostgreSQL and whatever drives it are other processes */
  pid: number
  /** with every login; its settings are those of production, `fsync` among them */
  databases: Databases & { superuserUrl: string; ownerUrl: string }
  embedded: Embedded
  /** connected as the runtime login */
  db: Kysely<Database>
  /** somebody of the demonstration partnership, signed in with the key in the data directory */
  session(login: string): Promise<Session>
  /** most memory that the process has held at once since its start, or since `resetPeak`, in bytes */
  peakMemory(): Promise<number>
  resetPeak(): Promise<void>
  /** what the process has used of a processor since its start, in seconds */
  cpuSeconds(): Promise<number>
  stop(): Promise<void>
}

/**
 * Starts a service, with the demonstration partnership loaded and its mail partners not running:
 * a row that wants one registers where its mail goes (`src/demo/register.ts`) or starts it (`src/demo/partners.ts`).
 *
 * @param nodeFlags of the service's process beside those of `npm start`, such as `--cpu-prof`
 * @param environment likewise
 * @param settings further settings of the service
 */
export async function startServiceProcess({
  nodeFlags = [],
  environment = {},
  settings = {},
  role = 'all',
  withClient = false,
  prepare,
}: {
  nodeFlags?: readonly string[]
  environment?: Readonly<Record<string, string>>
  settings?: Readonly<Record<string, string>>
  /** the one part of the service that runs, where not all do */
  role?: Role
  /** whether it serves the browser client, which is built where these sources have not been */
  withClient?: boolean
  /** run on the database, partnership and all, before the service starts */
  prepare?: (databases: ServiceProcess['databases']) => Promise<void>
} = {}): Promise<ServiceProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'db-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })]
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const config = await settlePorts(
      readConfig({
        DATA_DIR: dataDir,
        PORT: '0',
        SMTP_PORT: '0',
        LOG_LEVEL: 'warn',
        DNS_SERVERS: 'none',
        ...settings,
      }),
      freePort,
    )
    const embedded = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }) })
    undo.push(embedded.stop)
    await migrate(embedded.ownerUrl, MIGRATIONS)
    const { db, close } = connect(embedded.runtimeUrl, { max: 4, applicationName: 'bench' })
    undo.push(close)
    await loadPartnership({ db, dataDir, now: new Date() })
    const { runtimeUrl, ownerUrl, sequencerUrl } = embedded
    const databases = { runtimeUrl, ownerUrl, sequencerUrl, embedded: true }
    const withSuperuser = { ...databases, superuserUrl: embedded.superuserUrl() }
    await prepare?.(withSuperuser)
    const usual = await asStarted()
    const started = {
      environment: { ...usual.environment, ...environment },
      nodeFlags: [...usual.nodeFlags, ...nodeFlags],
    }
    const child = await startChild(started, JSON.stringify({ config, databases, role, withClient }))
    undo.push(() => end(child.process))
    const { pid } = child
    return {
      origin: config.publicUrl,
      smtpPort: config.smtpPort,
      dataDir,
      pid,
      databases: withSuperuser,
      embedded,
      db,
      session: (login) => openWorld({ origin: config.publicUrl, dataDir }).person(login),
      peakMemory: () => peakMemory(pid),
      resetPeak: () => resetPeak(pid),
      cpuSeconds: () => cpuSeconds(pid),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startChild(
  { nodeFlags, environment }: ProcessSettings,
  told: string,
): Promise<{ process: ChildProcess; pid: number }> {
  const child = spawn(process.execPath, [...nodeFlags, join(import.meta.dirname, 'service-main.ts'), told], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      // As src/main.ts has it: without it, the compiler of the types stays in memory.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/despatch'),
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (said !== 'ready' || child.pid === undefined) throw new Error('the service did not start')
  return { process: child, pid: child.pid }
}

/** Ends it in good order, so that a profile that it keeps is written. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await exited
  clearTimeout(late)
}
