import { consistencyProof, verifyConsistency } from './proof.ts'
import type { SeenTree } from './sides.ts'
import type { Hash, TileReader } from './tree.ts'

/**
 * Whether the larger tree begins with the smaller one, by a proof made from the tiles of the larger: it holds against the
 * signed roots, whoever wrote the tiles. Where they cannot be read (RangeError), nothing is proved.
 */
export async function isBeginning(
  hash: Hash,
  tiles: TileReader,
  older: SeenTree,
  newer: SeenTree,
): Promise<boolean> {
  try {
    // Of the empty tree, which begins every other, there is nothing to prove (RFC 9162 §2.1.4).
    const size = older.size === 0n ? 0n : newer.size
    const proof = size === 0n ? [] : await consistencyProof(hash, tiles, older.size, size)
    const newRoot = size === 0n ? older.root : newer.root
    return verifyConsistency(hash, {
      oldSize: older.size,
      newSize: size,
      oldRoot: older.root,
      newRoot,
      proof,
    })
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
