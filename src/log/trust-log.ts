import { fromBase64, toBase64 } from './base64.ts'
import { concat } from './bytes.ts'
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { readCosignatureVerifier } from './cosignature.ts'
import { createFrontier } from './frontier.ts'
import { readVerifier } from './keys.ts'
import { NoteError, openNote } from './note.ts'
import { FULL_WIDTH, HASH_SIZE } from './tiles.ts'
import { completeRoot, type Hash, leafHash, type TileReader } from './tree.ts'

const encoder = new TextEncoder()

/** An entry of the trust log says the type of its record and commits to its text. */
export type TrustEntry = { type: string; sha256: Uint8Array }

/**
 * The text that stands in the trust log for a record: `despatch-trust/1`, its type, and SHA-256 of the record in base64, each
 * on a line. There is no salt: everybody in the partnership has the records, and nobody else can guess at one, since it
 * carries signatures.
 */
export const formatTrustEntry = ({ type, sha256 }: TrustEntry): string =>
  `despatch-trust/1\n${type}\n${toBase64(sha256)}\n`

/** Reads the text of an entry; null when it is not exactly as {@link formatTrustEntry} writes it. */
export function parseTrustEntry(text: string): TrustEntry | null {
  const [, type = '', encoded = ''] = /^despatch-trust\/1\n([a-z-]{1,40})\n([^\n]{44})\n$/.exec(text) ?? []
  const sha256 = fromBase64(encoded)
  return type !== '' && sha256?.length === HASH_SIZE ? { type, sha256 } : null
}

/** The entry of a record. */
export const trustEntryOf = (hash: Hash, type: string, record: string): string =>
  formatTrustEntry({ type, sha256: hash(encoder.encode(record)) })

/** The leaf of a record of the trust log: the hash of its entry. */
export const trustLeaf = (hash: Hash, type: string, record: string): Uint8Array =>
  leafHash(hash, encoder.encode(trustEntryOf(hash, type, record)))

/** The root over all leaves of a trust log: it has thousands, and is read whole. */
export function trustRoot(hash: Hash, leaves: readonly Uint8Array[]): Uint8Array {
  const tree = createFrontier(hash)
  for (let from = 0; from < leaves.length; from += FULL_WIDTH) tree.add(leaves.slice(from, from + FULL_WIDTH))
  return tree.root()
}

/** The tiles of a trust log, made from its leaves as they are asked for: it stores none. */
export function trustTiles(hash: Hash, leaves: readonly Uint8Array[]): TileReader {
  return {
    async hashes(level, n, width) {
      const span = FULL_WIDTH ** level
      const first = Number(n) * FULL_WIDTH * span
      return concat(
        Array.from({ length: width }, (_, at) => {
          const below = leaves.slice(first + at * span, first + (at + 1) * span)
          if (below.length < span) throw new RangeError(`the tile ${n} at level ${level} is not there`)
          return completeRoot(hash, below)
        }),
      )
    },
  }
}

/**
 * Opens the signed checkpoint of a trust log: signed by its key, and with the time at which that was last done.
 * @param further keys that it had before: one of them will do, as one who kept a checkpoint of then asks it
 * @throws NoteError
 */
export async function openTrustCheckpoint(
  note: string,
  vkey: string,
  ...further: readonly string[]
): Promise<Checkpoint & { signedAt: Date }> {
  for (const former of further) {
    const opened = await openTrustCheckpoint(note, former).catch(notOpened)
    if (opened) return opened
  }
  const checkpoint = await openCheckpoint(note, await readVerifier(vkey))
  let signedAt: Date | undefined
  const timed = await readCosignatureVerifier(vkey, (time) => {
    signedAt = time
  })
  const { text } = await openNote(note, [timed])
  if (signedAt === undefined || parseCheckpoint(text)?.size !== checkpoint.size)
    throw new NoteError('unsigned', 'The checkpoint does not say when it was signed.')
  return { ...checkpoint, signedAt }
}

function notOpened(error: unknown): null {
  if (error instanceof NoteError) return null
  throw error
}
