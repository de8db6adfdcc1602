import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The text of a file; undefined when there is none. */
export async function readKept(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined
    throw error
  })
}

/**
 * Reads a file of a private folder, or makes it: whole or not at all, whatever dies meanwhile, and so that of two who
 * start at once both end up with the same one.
 */
export async function keepText(folder: string, name: string, make: () => Promise<string>): Promise<string> {
  const path = join(folder, name)
  const found = await readKept(path)
  if (found !== undefined) return found
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const text = await make()
    // Unlike a renaming, this gives way to a file that has come meanwhile.
    await writeAside(folder, text, (aside) => link(aside, path))
    return text
  } catch (error) {
    if (isCode(error, 'EEXIST')) return readFile(path, 'utf8')
    throw error
  }
}

/** Puts a file of a private folder there, in the place of another if there is one: whole or not at all, and on disk. */
export async function putText(folder: string, name: string, text: string): Promise<void> {
  await writeAside(folder, text, (aside) => rename(aside, join(folder, name)))
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

async function writeAside(
  folder: string,
  text: string,
  put: (aside: string) => Promise<void>,
): Promise<void> {
  const aside = join(folder, `.${randomUUID()}`)
  try {
    const file = await open(aside, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await put(aside)
  } finally {
    await unlink(aside).catch(() => undefined)
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
