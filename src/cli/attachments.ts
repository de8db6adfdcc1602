import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ClientError } from '../sdk/errors.ts'
import { divided, plainName } from '../sdk/plain-file-name.ts'

/** As many names as are tried for one attachment. */
const TRIES = 100

/** Makes the folder before anything is opened, so that a reading is not receipted in vain. */
export async function readyFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return resolve(folder)
  } catch {
    throw new ClientError(`The folder ${folder} cannot be made. Nothing was opened.`)
  }
}

/**
 * Writes attachments into a folder, 0600, never over anything that is there: a second `plan.pdf` becomes
 * `plan (2).pdf`.
 *
 * @returns the paths written
 */
export async function writeAttachments(
  folder: string,
  attachments: readonly { name: string; bytes: Uint8Array }[],
): Promise<string[]> {
  const written: string[] = []
  for (const { name, bytes } of attachments) written.push(await writeOne(folder, plainName(name), bytes))
  return written
}

async function writeOne(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  for (let tried = 1; tried <= TRIES; tried++) {
    const path = join(folder, tried === 1 ? name : numbered(name, tried))
    try {
      // `wx` also refuses to follow a link that stands there.
      await writeFile(path, bytes, { flag: 'wx', mode: 0o600 })
      return path
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        throw new ClientError(
          `The attachment cannot be written to ${folder}. Open it again with another --out.`,
        )
      }
    }
  }
  throw new ClientError(`${folder} has too many files called ${name}. Open it again with another --out.`)
}

function numbered(name: string, n: number): string {
  const { stem, ending } = divided(name)
  return `${stem} (${n})${ending}`
}
