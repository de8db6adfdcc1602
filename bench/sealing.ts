import { generateMailboxKey, type PrivateKey } from '../src/crypto/keys.ts'
import { type Gnupg, startGnupg } from './peers/gnupg.ts'

/** Three mailboxes with keys of the kind that every mailbox has, and gpg with the same. The first one sends. */
export type Sealers = { keys: PrivateKey[]; gnupg: Gnupg }

export const MADE = new Date(Date.now() - 60_000)

export async function startSealers(): Promise<Sealers> {
  const keys: PrivateKey[] = []
  for (const desk of ['asb.team', 'yot', 'intelligence']) {
    keys.push(
      await generateMailboxKey({ name: 'Placeholder desk', address: `${desk}@bench.test`, now: MADE }),
    )
  }
  return { keys, gnupg: await startGnupg(keys) }
}

/** The sizes of what is sealed, as the table names them. */
export const SIZES = [
  ['4 KiB', 4 * 1024],
  ['1 MiB', 1024 * 1024],
  ['10 MiB', 10 * 1024 * 1024],
] as const

/** As much text as asked, like the base64 of an attachment: it does not compress to nothing. */
export function entityOf(size: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((size * 3) / 4))
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return Buffer.from(Buffer.from(bytes.buffer).toString('base64')).subarray(0, size)
}

/** Milliseconds that one turn takes, taking turns for some seconds, and three turns at least. */
export async function millisecondsOf(seconds: number, once: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  let turns = 0
  do {
    await once()
    turns += 1
  } while (turns < 3 || performance.now() - began < seconds * 1000)
  return (performance.now() - began) / turns
}
