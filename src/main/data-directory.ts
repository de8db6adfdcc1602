import { access, constants, mkdir, stat } from 'node:fs/promises'
import type { Config } from '../config.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import type { Role } from './service.ts'

/**
 * Makes the data directory (mode 0700) or sees that it can be used.
 *
 * @param written false where nothing is written at its top
 * @throws StartRefusal when it cannot
 */
export async function prepareDataDirectory(path: string, { written = true } = {}): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw refusal(path, error)
  }
  await requireDataDirectory(path, { written })
}

/**
 * Sees that the data directory is there and can be used, and makes nothing.
 *
 * @param written false where nothing is written at its top
 * @throws StartRefusal when it cannot
 */
export async function requireDataDirectory(path: string, { written = true } = {}): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: 'EEXIST' })
    await access(path, constants.R_OK | constants.X_OK | (written ? constants.W_OK : 0))
  } catch (error) {
    throw refusal(path, error)
  }
}

const refusal = (path: string, error: unknown): StartRefusal =>
  new StartRefusal(
    `The data directory ${path} cannot be used (${fileFault(error) ?? (error as Error).message}): set DATA_DIR to one that can.`,
  )

/** What the file system has against a path, in words; null when the error is another kind. */
export const fileFault = (error: unknown): string | null =>
  REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? null

const REASONS: Record<string, string> = {
  ENOENT: 'it is not there',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a read-only file system',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
}

/** Whether a process of this role writes at the top of the data directory; the others write in folders of their own. */
export const writesDataDirectory = ({ database }: Pick<Config, 'database'>, role: Role): boolean =>
  !database || role === 'all' || role === 'api'
