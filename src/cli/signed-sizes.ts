import { join } from 'node:path'
import Type from 'typebox'
import { readJson, writeJson } from './state.ts'

/** By verifier key: the size of the largest checkpoint under it that this machine has seen, in decimal. */
const SignedFile = Type.Record(Type.String(), Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$' }))

const signedFile = (folder: string): string => join(folder, 'signed.json')

/**
 * Keeps how far a key is known to have signed the log of a server. When it is given up for another, that is all that is
 * believed under it: whoever has it then can sign more.
 *
 * @param folder that of the server in the state
 */
export async function keepSignedSize(folder: string, vkey: string, size: bigint): Promise<void> {
  if (size <= (await readSignedSize(folder, vkey))) return
  const kept = (await readJson(signedFile(folder), SignedFile)) ?? {}
  await writeJson(signedFile(folder), { ...kept, [vkey]: String(size) })
}

/** How far a key is known here to have signed the log of a server. */
export async function readSignedSize(folder: string, vkey: string): Promise<bigint> {
  const kept = (await readJson(signedFile(folder), SignedFile)) ?? {}
  return Object.hasOwn(kept, vkey) ? BigInt(kept[vkey] ?? 0) : 0n
}
