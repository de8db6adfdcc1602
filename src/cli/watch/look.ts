import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { OWN_NAMES } from './places.ts'

/** Something in the watched folder, as it was at one look. */
export type Seen = {
  name: string
  type: 'file' | 'link' | 'folder' | 'other'
  size: number
  /** changes whenever the file does */
  stamp: string
  /** the time of its content, in ns: stays when the file is moved */
  mtime: string
  /** when it last changed, in ms: a copy may keep the original's time, and not the time of its own last change */
  changed: number
}

/** No more names are taken in at one look; what is beyond comes when there is room. */
const MOST_SEEN = 10_000

/** Whether a file is somebody's temporary one, which gets its name when it is whole. */
export const isTemporary = (name: string): boolean => /^[.~]|\.(?:tmp|part)$/i.test(name)

/** What is in the folder, by name; nothing is opened, and no link is followed. */
export async function look(folder: string): Promise<Seen[]> {
  const names: string[] = []
  for await (const { name } of await opendir(folder)) {
    if (OWN_NAMES.has(name) || isTemporary(name)) continue
    names.push(name)
    if (names.length >= MOST_SEEN) break
  }
  const seen: Seen[] = []
  for (const name of names.sort()) {
    const found = await lstat(join(folder, name), { bigint: true }).catch(() => null)
    if (!found) continue
    const { ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = found
    seen.push({
      name,
      type: found.isFile()
        ? 'file'
        : found.isSymbolicLink()
          ? 'link'
          : found.isDirectory()
            ? 'folder'
            : 'other',
      size: Number(size),
      stamp: `${ino}:${size}:${mtimeNs}:${ctimeNs}`,
      mtime: String(mtimeNs),
      changed: Math.max(Number(mtimeMs), Number(ctimeMs)),
    })
  }
  return seen
}
