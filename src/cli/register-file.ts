import { randomUUID } from 'node:crypto'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ClientError } from '../sdk/errors.ts'

/**
 * Writes a file piece by piece under another name beside it, and gives it its own when it is whole and on the disk:
 * what has the name is never half a register. Nothing is ever written over.
 *
 * @returns its full path
 * @throws ClientError when there is such a file, or it cannot be written
 */
export async function writeWhole(path: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const whole = resolve(path)
  if (await stat(whole).catch(() => null)) throw isThere(path)
  const part = `${whole}.${randomUUID()}.part`
  const file = await open(part, 'wx', 0o600).catch(() => {
    throw new ClientError(`${path} cannot be written. Check the folder.`)
  })
  try {
    try {
      for await (const piece of pieces) await file.writeFile(piece).catch(noRoom(path))
      await file.sync().catch(noRoom(path))
    } finally {
      await file.close()
    }
    await named(part, whole, path)
  } finally {
    await rm(part, { force: true }).catch(() => undefined)
  }
  return whole
}

/** A link, unlike a renaming, fails when the name has been taken meanwhile. Not every disk has links. */
async function named(part: string, whole: string, path: string): Promise<void> {
  try {
    await link(part, whole)
  } catch {
    if (await stat(whole).catch(() => null)) throw isThere(path)
    await rename(part, whole).catch(noRoom(path))
  }
}

const isThere = (path: string): ClientError =>
  new ClientError(`${path} is there already. Nothing was overwritten: name a new file.`)

const noRoom = (path: string) => (): never => {
  throw new ClientError(`${path} cannot be written. Check the space on the disk.`)
}
