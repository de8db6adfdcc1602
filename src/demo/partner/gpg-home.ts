import { createHash } from 'node:crypto'
import { lstat, mkdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { privateFolder } from '../files.ts'

/** `sun_path` of unix(7) is 108 bytes with its final NUL; gpg-agent's longest socket name is `S.gpg-agent.browser`. */
const SOCKET_PATH_LIMIT = 107
const LONGEST_SOCKET = '/S.gpg-agent.browser'

/**
 * The name by which gpg is to know the folder `folder`: the folder itself, or, where gpg-agent's sockets would
 * not fit into its path, a short link to it in a folder of the temporary directory that is ours alone. The same
 * link for the same folder, so that all processes meet one agent.
 */
export async function gpgHome(folder: string): Promise<string> {
  const home = resolve(folder)
  await privateFolder(home)
  if (Buffer.byteLength(home) + LONGEST_SOCKET.length <= SOCKET_PATH_LIMIT) return home
  const links = join(tmpdir(), `despatch-gpg-${process.getuid?.() ?? 0}`)
  await mkdir(links, { mode: 0o700 }).catch(unless('EEXIST'))
  await demandOurs(links)
  const link = join(links, createHash('sha256').update(home).digest('hex').slice(0, 12))
  await symlink(home, link).catch(unless('EEXIST'))
  return link
}

/** Takes the short link away, if there was one. */
export async function forgetGpgHome(home: string): Promise<void> {
  const found = await lstat(home).catch(() => null)
  if (found?.isSymbolicLink()) await rm(home)
}

/** In a temporary directory that everybody writes to, somebody else may have been there first. */
async function demandOurs(folder: string): Promise<void> {
  const found = await lstat(folder)
  const ours =
    found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o077) === 0
  if (!ours)
    throw new Error(`${folder} belongs to somebody else. Remove it, or set DATA_DIR to a shorter path.`)
}

const unless =
  (code: string) =>
  (error: unknown): void => {
    if (!(error instanceof Error && 'code' in error && error.code === code)) throw error
  }
