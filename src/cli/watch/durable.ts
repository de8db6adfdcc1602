import { randomUUID } from 'node:crypto'
import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf } from './error-code.ts'
import { readRegular } from './regular-file.ts'

/**
 * Replaces a file in one step, and returns when it survives the loss of power: content, then name, then folder.
 *
 * @param scratch a folder of the same file system
 */
export async function writeDurably(
  scratch: string,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const fresh = await written(scratch, content, 0o600)
  await rename(fresh, path)
  await syncFolder(dirname(path))
}

/**
 * Writes a file where nothing stands, durably.
 *
 * @param mode for others as well, unless told
 * @returns false when something else stands there; the very same text counts as written
 */
export async function writeOnce(scratch: string, path: string, text: string, mode = 0o666): Promise<boolean> {
  const fresh = await written(scratch, text, mode)
  try {
    if (await placed(fresh, path)) return true
    const there = await readRegular(path, Buffer.byteLength(text))
    return typeof there !== 'string' && Buffer.from(there.bytes).equals(Buffer.from(text))
  } finally {
    await rm(fresh, { force: true })
    await syncFolder(dirname(path))
  }
}

/**
 * Moves a file to where nothing stands, durably; links are moved as what they are.
 *
 * @returns false when something else stands there, and nothing was moved
 */
export async function moveOnce(from: string, to: string): Promise<boolean> {
  const moved = (await placed(from, to)) || (await isSame(from, to))
  if (!moved) return false
  await rm(from, { force: true })
  await syncFolder(dirname(to))
  return true
}

/** Gives a file a further name that nobody has; where the file system knows no such thing, a new name. */
async function placed(from: string, to: string): Promise<boolean> {
  try {
    // Links are never followed here (linkat(2) without AT_SYMLINK_FOLLOW), and EEXIST makes it exclusive.
    await link(from, to)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return false
    // SMB and FAT have no hard links; Linux refuses them for files that somebody else owns.
    if (!['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(code)) throw error
  }
  if ((await lstat(to).catch(() => null)) !== null) return false
  await rename(from, to)
  return true
}

/** After a death between the two halves of a move, both names are of one file. */
async function isSame(from: string, to: string): Promise<boolean> {
  const [a, b] = await Promise.all([from, to].map((path) => lstat(path, { bigint: true })))
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

async function written(scratch: string, content: string | Uint8Array, mode: number): Promise<string> {
  const path = join(scratch, randomUUID())
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  return path
}

/** Makes the names in a folder durable. Some network file systems cannot, and say so. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'].includes(codeOf(error))) throw error
  } finally {
    await folder.close()
  }
}
