import { closeSync, constants, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import { open, stat } from 'node:fs/promises'

/** Why a file was not read. */
export type Unread = 'missing' | 'not a file' | 'too large' | 'not readable'

const PIECE = 64 * 1024
const SMALL_PIECE = 4 * 1024

/**
 * Reads a file whole, if it is no longer than it may be. A folder or a device is none, and a pipe only where it may be
 * one; what grows meanwhile is read no further than the limit.
 *
 * @param limit in bytes
 * @param pipes whether a pipe is read, too, and waited for
 */
export async function readBounded(
  path: string,
  limit: number,
  { pipes = false }: { pipes?: boolean } = {},
): Promise<Uint8Array | Unread> {
  try {
    const found: Stats = await stat(path)
    if (!found.isFile() && !(pipes && found.isFIFO())) return 'not a file'
    if (found.size > limit) return 'too large'
    // Another may lie there by now: a pipe is not waited for then either.
    const { O_RDONLY, O_NONBLOCK } = constants
    const file = await open(path, O_RDONLY | (pipes ? 0 : O_NONBLOCK))
    try {
      // A small file needs no large piece: of some there are a hundred thousand.
      const piece = found.isFile() ? Math.min(PIECE, Math.max(SMALL_PIECE, found.size + 1)) : PIECE
      return await readUpTo(limit, async (into) => (await file.read(into, 0, into.length, null)).bytesRead, {
        longest: piece,
        ends: found.isFile(),
      })
    } finally {
      await file.close()
    }
  } catch (error) {
    return isMissing(error) ? 'missing' : 'not readable'
  }
}

/**
 * The same of a regular file that is no link, at once: of an export there may be a hundred thousand, and to wait for each four
 * times takes longer than to hash what is in it. For a program that has nothing else to do meanwhile.
 */
export function readBoundedNow(path: string, limit: number): Uint8Array | Unread {
  try {
    const found = lstatSync(path)
    if (!found.isFile()) return 'not a file'
    if (found.size > limit) return 'too large'
    // Another may lie there by now: a link is not followed then either, and a pipe not waited for.
    const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants
    const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
    try {
      const into = new Uint8Array(found.size)
      let size = 0
      for (let read = 1; read > 0 && size < into.length; size += read) {
        read = readSync(file, into, size, into.length - size, null)
      }
      return into.subarray(0, size)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return isMissing(error) ? 'missing' : 'not readable'
  }
}

async function readUpTo(
  limit: number,
  read: (into: Uint8Array) => Promise<number>,
  /** `ends`: less than was asked for is the end; a pipe may have more to come */
  { longest, ends }: { longest: number; ends: boolean },
): Promise<Uint8Array | 'too large'> {
  const pieces: Uint8Array[] = []
  for (let size = 0; ; ) {
    const piece = new Uint8Array(Math.min(longest, limit - size + 1))
    const length = await read(piece)
    if (length > 0) pieces.push(piece.subarray(0, length))
    size += length
    if (size > limit) return 'too large'
    if (length === 0 || (ends && length < piece.length)) return whole(pieces)
  }
}

function whole([first, ...more]: readonly Uint8Array[]): Uint8Array {
  return first && more.length === 0 ? first : new Uint8Array(Buffer.concat(first ? [first, ...more] : []))
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
