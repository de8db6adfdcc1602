import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { launch, stopPostmaster } from '../../src/store/embedded/postmaster.ts'
import { findProgram, type Program } from '../../src/store/embedded/program.ts'
import { type SystemUser, systemUser } from '../../src/store/embedded/system-user.ts'

const run = promisify(execFile)

/** The versions that can be started: our own package's, and Debian's. */
export type PostgresVersion = '15' | '18'
export const POSTGRES_VERSIONS: readonly PostgresVersion[] = ['15', '18']

const DEBIAN = '/usr/lib/postgresql/15'

/** A PostgreSQL of its own, in a folder of its own that goes with it. */
export type Postgres = { pid: number; port: number; superuserUrl: string; stop(): Promise<void> }

/**
 * Makes a cluster and starts it, as a user of the system that is not root.
 *
 * @param initdbArgs besides those for the folder and the superuser; what only later versions know is left out
 * @param settings of the server, on its command line
 */
export async function startPostgres({
  version,
  port,
  password,
  initdbArgs,
  settings = {},
}: {
  version: PostgresVersion
  /** a free one otherwise */
  port?: number
  password: string
  initdbArgs: readonly string[]
  settings?: Record<string, string>
}): Promise<Postgres> {
  const user = await systemUser()
  // By itself, not in a folder of ours: PostgreSQL's user must get there.
  const folder = await mkdtemp(join(tmpdir(), 'dpg-'))
  if (user) await chown(folder, user.uid, user.gid)
  await chmod(folder, 0o700)
  try {
    const program = await programOf(version, user, folder)
    const cluster = join(folder, 'cluster')
    await initdb(program, user, { folder, cluster, password, initdbArgs })
    const postmaster = await launch({
      program,
      cluster,
      logFile: join(folder, 'log'),
      user,
      settings: { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings },
      ...(port === undefined ? {} : { port }),
    })
    if (postmaster === 'busy') throw new Error(`another PostgreSQL runs on ${cluster}`)
    return {
      pid: postmaster.pid,
      port: postmaster.port,
      superuserUrl: `postgres://postgres:${password}@127.0.0.1:${postmaster.port}/postgres`,
      async stop() {
        await stopPostmaster(postmaster)
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function programOf(
  version: PostgresVersion,
  user: SystemUser | null,
  folder: string,
): Promise<Program> {
  if (version === '18') return findProgram(user, folder)
  const { stdout } = await run(join(DEBIAN, 'bin/postgres'), ['--version']).catch(() => {
    throw new Error(`There is no PostgreSQL in ${DEBIAN}: install Debian's package postgresql-15.`)
  })
  return { native: DEBIAN, major: version, version: stdout.trim() }
}

async function initdb(
  program: Program,
  user: SystemUser | null,
  {
    folder,
    cluster,
    password,
    initdbArgs,
  }: { folder: string; cluster: string; password: string; initdbArgs: readonly string[] },
): Promise<void> {
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) await chown(passwordFile, user.uid, user.gid)
  await mkdir(cluster, { mode: 0o700 })
  if (user) await chown(cluster, user.uid, user.gid)
  // The locales that PostgreSQL brings itself came with 17.
  const known = initdbArgs.filter(
    (word) => Number(program.major) >= 17 || !/^--(?:locale-provider|builtin-)/.test(word),
  )
  await run(
    join(program.native, 'bin/initdb'),
    [
      `--pgdata=${cluster}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--no-instructions',
      '--no-sync',
      ...known,
    ],
    { ...(user ?? {}), cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } },
  )
  await rm(passwordFile)
}
