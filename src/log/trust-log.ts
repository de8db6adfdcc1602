import { toBase64 } from './base64.ts'
import { concat } from './bytes.ts'
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { readCosignatureVerifier } from './cosignature.ts'
import { createFrontier } from './frontier.ts'
import { readVerifier } from './keys.ts'
import { NoteError, openNote } from './note.ts'
import { FULL_WIDTH } from './tiles.ts'
import { completeRoot, type Hash, leafHash, type TileReader } from './tree.ts'

const encoder = new TextEncoder()

/**
 * The leaf of a record of the trust log: the hash of the text `despatch-trust/1`, its type, and SHA-256 of its record in
 * base64, each on a line. There is no salt: everybody in the partnership has the records.
 */
export function trustLeaf(hash: Hash, type: string, record: string): Uint8Array {
  const entry = `despatch-trust/1\n${type}\n${toBase64(hash(encoder.encode(record)))}\n`
  return leafHash(hash, encoder.encode(entry))
}

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
 * @throws NoteError
 */
export async function openTrustCheckpoint(
  note: string,
  vkey: string,
): Promise<Checkpoint & { signedAt: Date }> {
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
