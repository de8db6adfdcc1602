import { access, constants, mkdir, stat } from 'node:fs/promises'
import { StartRefusal } from '../store/start-refusal.ts'

/**
 * Makes the data directory (mode 0700) or sees that it can be written.
 * @throws StartRefusal when it cannot
 */
export async function prepareDataDirectory(path: string): Promise<void> {
  const refuse = (why: string) => {
    throw new StartRefusal(
      `The data directory ${path} cannot be used (${why}): set DATA_DIR to one that can.`,
    )
  }
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    refuse(REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message)
  }
  if (!(await stat(path)).isDirectory()) refuse('it is a file')
}

const REASONS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a read-only file system',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
}
