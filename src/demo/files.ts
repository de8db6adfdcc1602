import { randomBytes } from 'node:crypto'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DemoAgency } from './partnership/agencies.ts'

/** Where the demonstration keeps what stands for other people's machines; nothing here is the service's. */
export const demoPaths = (dataDir: string) => {
  const demo = join(dataDir, 'demo')
  return {
    passphrase: join(demo, 'passphrase'),
    personKey: (login: string) => join(demo, 'people', `${login}.asc`),
    /** In life it is on paper, with its person. */
    kit: (login: string) => join(demo, 'people', `${login}.kit.txt`),
    agencyRoot: (agency: DemoAgency['key']) => join(demo, 'agencies', agency, 'root.asc'),
    recoveryKey: (agency: DemoAgency['key']) => join(demo, 'agencies', agency, 'recovery.asc'),
    /** In life two people keep one list each, on paper. */
    recoveryWords: (agency: DemoAgency['key'], person: 1 | 2) =>
      join(demo, 'agencies', agency, `recovery-words-${person}`),
    mailboxKey: (agency: DemoAgency['key'], address: string) =>
      join(demo, 'agencies', agency, `${address}.asc`),
    partner: (domain: string) => join(demo, 'partners', domain),
    gateway: join(demo, 'partners', 'gateway.json'),
  }
}

/** Makes a folder that only its owner can enter. */
export const privateFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o700 })
  // `mkdir` leaves the mode of a folder that was there before.
  await chmod(path, 0o700)
}

/** Writes a file of mode 0600, whole or not at all: a reader never sees half of it. */
export const writePrivate = async (path: string, content: string | Uint8Array): Promise<void> => {
  await privateFolder(dirname(path))
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx' })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
