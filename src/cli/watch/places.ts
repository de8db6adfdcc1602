import { lstat, mkdir, readdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ClientError } from '../../sdk/errors.ts'
import { codeOf } from './error-code.ts'

/**
 * The folder that is watched, and what the watch keeps in it:
 *
 *     sent/         what was sent, each with its receipt
 *     refused/      what was not, each with the reason
 *     .despatch/    the watch's own: lock, pending/<id>/ (begun and not finished), ledger/ (sent before), tmp/,
 *                   aside/ (what others put among these)
 *
 * Everything is in one file system, so that files are moved whole or not at all.
 */
export type Places = {
  folder: string
  sent: string
  refused: string
  own: string
  pending: string
  ledger: string
  scratch: string
  aside: string
}

/** Names in the watched folder that are the watch's own. */
export const OWN_NAMES: ReadonlySet<string> = new Set(['sent', 'refused', '.despatch'])

/**
 * Makes what is missing of the folders.
 *
 * @throws ClientError when FOLDER is none, or one of ours is a link that would lead out of it
 */
export async function readyPlaces(given: string): Promise<Places> {
  const folder = await realpath(given).catch(() => {
    throw new ClientError(`There is no folder ${given}.`)
  })
  const own = join(folder, '.despatch')
  const places: Places = {
    folder,
    sent: join(folder, 'sent'),
    refused: join(folder, 'refused'),
    own,
    pending: join(own, 'pending'),
    ledger: join(own, 'ledger'),
    scratch: join(own, 'tmp'),
    aside: join(own, 'aside'),
  }
  await demandFolder(folder)
  for (const path of [own, places.pending, places.ledger, places.scratch, places.aside])
    await ready(path, 0o700)
  // Court officers read these two under their own accounts: as open as the machine makes folders.
  for (const path of [places.sent, places.refused]) await ready(path, 0o777)
  return places
}

/** Removes what a death left half-written. Call it under the lock only. */
export async function clearScratch({ scratch }: Places): Promise<void> {
  for (const name of await readdir(scratch)) await rm(join(scratch, name), { recursive: true, force: true })
}

async function ready(path: string, mode: number): Promise<void> {
  await mkdir(path, { mode }).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return
    throw new ClientError(`${path} cannot be made. The watch must be able to write to the folder.`)
  })
  await demandFolder(path)
}

/** A link in place of `sent/` would carry orders out of the folder. */
export async function demandFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (!found?.isDirectory()) throw new ClientError(`${path} is not a folder.`)
}
