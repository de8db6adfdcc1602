import { hash as nodeHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeText } from './state.ts'

/** A folder for each verifier key: a file called by the size of the largest checkpoint under it that this machine has seen. */
const signedFolder = (folder: string, vkey: string): string =>
  join(folder, 'signed', nodeHash('sha256', vkey).slice(0, 32))

/**
 * Keeps how far a key is known to have signed the log of a server. When it is given up for another, that is all that is
 * believed under it: whoever has it then can sign more. Each size is a file of its own, so that of two commands at once
 * none lowers what the other has kept.
 *
 * @param folder that of the server in the state
 */
export async function keepSignedSize(folder: string, vkey: string, size: bigint): Promise<void> {
  const sizes = await sizesSigned(folder, vkey)
  if (size <= largest(sizes)) return
  const below = signedFolder(folder, vkey)
  await writeText(join(below, String(size)), `${vkey}\n`)
  // Only when the larger one is kept.
  for (const smaller of sizes) await rm(join(below, String(smaller)), { force: true })
}

/** How far a key is known here to have signed the log of a server. */
export const readSignedSize = async (folder: string, vkey: string): Promise<bigint> =>
  largest(await sizesSigned(folder, vkey))

/** The largest size that each of the log's keys is known here to have signed. */
export async function readSignedSizes(folder: string): Promise<bigint[]> {
  const keys = await readdir(join(folder, 'signed')).catch(() => [])
  return Promise.all(keys.map(async (key) => largest(await sizesIn(join(folder, 'signed', key)))))
}

const sizesSigned = (folder: string, vkey: string): Promise<bigint[]> => sizesIn(signedFolder(folder, vkey))

async function sizesIn(below: string): Promise<bigint[]> {
  const names = await readdir(below).catch(() => [])
  return names.filter((name) => /^(0|[1-9]\d{0,19})$/.test(name)).map(BigInt)
}

const largest = (sizes: readonly bigint[]): bigint =>
  sizes.reduce((most, size) => (size > most ? size : most), 0n)
