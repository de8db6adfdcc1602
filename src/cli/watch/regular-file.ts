import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { codeOf } from './error-code.ts'

/** Why a file was not read: it is none, too large, changing, gone, or not for this account to read. */
export type Unread = 'not a file' | 'too large' | 'changing' | 'gone' | 'not readable'

/**
 * Reads a regular file whole. A link is not followed, and a pipe or a device not waited for.
 *
 * @param limit in bytes; nothing of a longer file is read
 */
export async function readRegular(path: string, limit: number): Promise<{ bytes: Uint8Array } | Unread> {
  let file: FileHandle
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return 'gone'
    return code === 'ELOOP' || code === 'ENXIO' ? 'not a file' : 'not readable'
  }
  try {
    const before = await file.stat({ bigint: true })
    if (!before.isFile()) return 'not a file'
    if (before.size > BigInt(limit)) return 'too large'
    const bytes = new Uint8Array(Number(before.size))
    let read = 0
    while (read < bytes.length) {
      const { bytesRead } = await file.read(bytes, read, bytes.length - read, read)
      if (bytesRead === 0) return 'changing'
      read += bytesRead
    }
    const after = await file.stat({ bigint: true })
    return after.size === before.size && after.mtimeNs === before.mtimeNs ? { bytes } : 'changing'
  } finally {
    await file.close()
  }
}
