import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { StartRefusal } from '../start-refusal.ts'
import { type Logins, SUPERUSER } from './logins.ts'
import { type Program, systemCluster } from './program.ts'
import { mayWriteIn, type SystemUser } from './system-user.ts'

/**
 * Makes `DATA_DIR/postgres`, where passwords, log and (where possible) the cluster are kept, and lets the
 * database's user pass through a data directory that has just been made.
 */
export async function prepareFolder(dataDir: string, user: SystemUser | null): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const folder = join(dataDir, 'postgres')
  if (user) {
    // Passing through, for that one group only; and only a directory that nobody has arranged otherwise.
    const { mode, uid } = await lstat(dataDir)
    const untouched = (await readdir(dataDir)).length === 0
    if (uid === 0 && untouched && (mode & 0o777) === 0o700) {
      await chown(dataDir, 0, user.gid)
      await chmod(dataDir, 0o710)
    }
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (user) {
    await chown(folder, 0, user.gid)
    await chmod(folder, 0o710)
  }
  return folder
}

/**
 * Where the cluster lies: in `folder`, or, when the database's user cannot get there (a data directory under
 * root's home), under /var/lib/despatch. Makes it with initdb when there is none.
 */
export async function ensureCluster(options: {
  folder: string
  program: Program
  user: SystemUser | null
  logins: Logins
  /** False in tests: do not wait for the disk. */
  durable: boolean
}): Promise<string> {
  const { folder, program, user, logins } = options
  const cluster = await chooseCluster(folder, user, logins)
  const version = await clusterVersion(cluster)
  if (version === null) await makeCluster(cluster, options)
  else if (version !== program.major) {
    throw new StartRefusal(
      `The database in ${cluster} was made by PostgreSQL ${version}, and this program brings ` +
        `${program.major}: start it with the version of Despatch that made it, and move by a backup.`,
    )
  }
  return cluster
}

/** The path that {@link ensureCluster} settles on, without making anything of the cluster itself. */
export async function chooseCluster(
  folder: string,
  user: SystemUser | null,
  logins: Logins,
): Promise<string> {
  const near = join(folder, 'cluster')
  if (!user || (await clusterVersion(near)) !== null) return near
  const probe = join(folder, `probe-${randomBytes(6).toString('hex')}`)
  await makeOwned(probe, user)
  const reachable = await mayWriteIn(probe, user)
  await rm(probe, { recursive: true, force: true })
  return reachable ? near : systemCluster(logins.cluster)
}

async function clusterVersion(cluster: string): Promise<string | null> {
  return readFile(join(cluster, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => null,
  )
}

async function makeCluster(
  cluster: string,
  { program, user, logins, durable }: Parameters<typeof ensureCluster>[0],
): Promise<void> {
  // Made aside and renamed, so that a cluster which exists is whole.
  const partial = `${cluster}.${randomBytes(6).toString('hex')}`
  const passwordFile = `${partial}.password`
  try {
    await makeOwned(partial, user)
    await writeFile(passwordFile, logins[SUPERUSER], { mode: 0o600 })
    if (user) await chown(passwordFile, user.uid, user.gid)
    await initdb(program, user, [
      `--pgdata=${partial}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-locale',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ])
    await writeFile(join(partial, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n')
    await rename(partial, cluster).catch((error: NodeJS.ErrnoException) => {
      // Another first start was quicker: its cluster has the same passwords.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(passwordFile, { force: true })
    await rm(partial, { recursive: true, force: true })
  }
}

/** In a session of its own, so that Ctrl-C in the terminal reaches us alone and we stop in good order. */
async function initdb(program: Program, user: SystemUser | null, args: string[]): Promise<void> {
  const child = spawn(join(program.native, 'bin/initdb'), args, {
    ...(user ?? {}),
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(`initdb could not make the database: ${said.trim().slice(-1_000)}`)
}

async function makeOwned(path: string, user: SystemUser | null): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  if (user) await chown(path, user.uid, user.gid)
}
