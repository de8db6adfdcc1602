import { lstat, opendir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ClientError } from '../sdk/errors.ts'
import type { ExportFiles } from '../sdk/export-files.ts'
import { readBoundedNow } from './bounded-file.ts'

/**
 * Reads files below a folder that somebody else has made: regular files alone, none of them through a link, since a few links
 * make a folder without end, and a pipe keeps whoever reads it waiting. Links are named among the paths, and refused when they are read.
 */
export function filesIn(folder: string): ExportFiles {
  const known = new Set(['.'])

  /** Whether a path leads over folders alone; each is looked at once. */
  async function isFolder(path: string): Promise<boolean> {
    if (known.has(path)) return true
    if (!(await isFolder(dirname(path)))) return false
    const found = await lstat(join(folder, path)).catch(() => null)
    if (found?.isSymbolicLink()) throw unreadable(join(folder, path), 'not a file')
    if (!found?.isDirectory()) return false
    known.add(path)
    return true
  }

  return {
    async read(path, limit) {
      const below = path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '.'
      if (!known.has(below) && !(await isFolder(below))) return null
      const read = readBoundedNow(join(folder, path), limit)
      if (read === 'missing') return null
      if (read instanceof Uint8Array) return read
      throw unreadable(join(folder, path), read)
    },
    has: isFolder,
    async *paths(below) {
      const folders = (await isFolder(below)) ? [below] : []
      for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
        for await (const found of await opendir(join(folder, next))) {
          const path = next === '.' ? found.name : `${next}/${found.name}`
          if (found.isDirectory()) folders.push(path)
          else yield path
        }
      }
    },
  }
}

function unreadable(path: string, why: string): ClientError {
  const is =
    why === 'not a file' ? 'no regular file: it has to be there itself, not as a link, pipe or device' : why
  return new ClientError(`${path} cannot be read: it is ${is}.`)
}
