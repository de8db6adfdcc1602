import { access, constants, mkdir, stat } from 'node:fs/promises'
import { StartRefusal } from '../store/start-refusal.ts'

/**
 * Makes the data directory (mode 0700) or sees that it can be written.
 * @throws StartRefusal when it cannot
 */
export async function prepareDataDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw refusal(path, error)
  }
  await requireDataDirectory(path)
}

/**
 * Sees that the data directory is there and can be written, and makes nothing.
 * @throws StartRefusal when it cannot
 */
export async function requireDataDirectory(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: 'EEXIST' })
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
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
