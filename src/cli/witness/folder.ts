import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ClientError } from '../../sdk/errors.ts'
import { checkpointIn, generateWitnessKey, LONGEST_REQUEST, LogKeyError } from '../../sdk/witness.ts'
import { sha256 } from '../account.ts'
import { readBounded } from '../bounded-file.ts'
import { syncFolder, writeDurably, writeOnce } from '../watch/durable.ts'

/** A witness's folder: `witness.key` (0600), `witness.vkey`, and `seen/`, one file for each log. */
export type WitnessFolder = {
  folder: string
  /** the signed note of what was signed last of a log; null where nothing was */
  read(origin: string): Promise<string | null>
  /** Resolves when it is on disk, under its name: content, then name, then folder are synchronised. */
  keep(origin: string, note: string): Promise<void>
  /**
   * Keeps, once, a note that its log signed and that contradicts what was signed last: with the one in `seen` it is the
   * proof. Of the first hundred.
   */
  keepEvidence(note: string): Promise<void>
}

const KEY_LIMIT = 1024
const MOST_EVIDENCE = 100

/** Makes the key of a witness in a folder, which may be new. @throws ClientError when there is one already */
export async function makeWitnessKey(folder: string, name: string): Promise<{ vkey: string }> {
  await mkdir(join(folder, 'scratch'), { recursive: true, mode: 0o700 })
  const key = await generateWitnessKey(name).catch((error: unknown) => {
    throw error instanceof LogKeyError ? new ClientError(error.message) : error
  })
  if (!(await writeOnce(join(folder, 'scratch'), join(folder, 'witness.key'), `${key.signer}\n`, 0o600)))
    throw new ClientError(`${folder} has a key already. A witness that changes it is another witness.`)
  await writeDurably(join(folder, 'scratch'), join(folder, 'witness.vkey'), `${key.vkey}\n`)
  return { vkey: key.vkey }
}

/** The private and the public text. @throws ClientError when they are not there, or others may read the private one */
export async function readWitnessKey(folder: string): Promise<{ signer: string; vkey: string }> {
  const path = join(folder, 'witness.key')
  const [signer, vkey] = await Promise.all([textOf(path), textOf(join(folder, 'witness.vkey'))])
  if (signer === null || vkey === null)
    throw new ClientError(
      `${folder} is not the folder of a witness. Make its key with: despatch witness keygen`,
    )
  if (((await stat(path)).mode & 0o077) !== 0)
    throw new ClientError(`Others than its owner may read ${path}. Set its mode to 0600.`)
  return { signer: signer.trim(), vkey: vkey.trim() }
}

/** Opens the folder for signing. @throws ClientError when something that was kept cannot be read */
export async function openWitnessFolder(folder: string): Promise<WitnessFolder> {
  const scratch = join(folder, 'scratch')
  // What a death in the middle of a write has left there was never signed.
  await rm(scratch, { recursive: true, force: true })
  for (const below of ['scratch', 'seen', 'evidence'])
    await mkdir(join(folder, below), { recursive: true, mode: 0o700 })
  await syncFolder(folder)
  const placeOf = (origin: string) => join(folder, 'seen', digest(origin))
  return {
    folder,
    async read(origin) {
      const path = placeOf(origin)
      const note = await textOf(path)
      // Without knowing what it signed last it could sign a size twice.
      if (note !== null && checkpointIn(note)?.origin !== origin)
        throw new ClientError(`${path} is damaged: restore it from a backup. Nothing is signed before.`)
      return note
    },
    keep: (origin, note) => writeDurably(scratch, placeOf(origin), note),
    async keepEvidence(note) {
      const kept = await readdir(join(folder, 'evidence'))
      const name = digest(note)
      if (kept.length < MOST_EVIDENCE && !kept.includes(name))
        await writeDurably(scratch, join(folder, 'evidence', name), note)
    },
  }
}

/** What was signed last of every log, the notes as they were signed by these; and how often one contradicted itself. */
export async function readSeen(
  folder: string,
): Promise<{ seen: { note: string; at: Date }[]; evidence: number }> {
  const below = async (name: string) => (await readdir(join(folder, name)).catch(() => [])).sort()
  const seen = []
  for (const name of await below('seen')) {
    const path = join(folder, 'seen', name)
    const note = await textOf(path)
    if (note !== null) seen.push({ note, at: (await stat(path)).mtime })
  }
  return { seen, evidence: (await below('evidence')).length }
}

async function textOf(path: string): Promise<string | null> {
  // In octets: a request is counted in characters, none of which has more than three.
  const limit = path.endsWith('key') ? KEY_LIMIT : LONGEST_REQUEST * 3
  const read = await readBounded(path, limit)
  if (read === 'missing') return null
  if (read instanceof Uint8Array) return new TextDecoder().decode(read)
  throw new ClientError(`${path} cannot be read: it is ${read}.`)
}

/** A name of a file for whatever a log calls itself. */
const digest = (text: string): string =>
  Buffer.from(sha256(new TextEncoder().encode(text)))
    .toString('hex')
    .slice(0, 32)
