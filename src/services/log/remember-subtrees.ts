import { flatSubtrees } from '../../log/hashes.ts'
import type { Subtrees } from '../../log/proof.ts'
import { parents } from './hash.ts'

/** Tiles whose subtrees are remembered, 16 KiB each at most. */
const MOST = 128

/**
 * Remembers the subtrees of the tiles that were asked for last: what was just published is proved many times, and every
 * proof goes through the tiles above and at the end of the tree. They are the function of a tile's hashes, which are
 * compared: of a tile that has become wider what is new is computed, and of one that is another, all.
 */
export function rememberSubtrees(most = MOST): Subtrees {
  const remembered = new Map<string, Uint8Array[]>()
  return (place, hashes) => {
    const known = remembered.get(place)
    const [before] = known ?? []
    const begins =
      before !== undefined &&
      before.length <= hashes.length &&
      Buffer.compare(before, hashes.subarray(0, before.length)) === 0
    const subtrees =
      known && begins && before.length === hashes.length
        ? known
        : flatSubtrees({ parents }, hashes, begins ? known : [])
    // Whoever was asked for last is the last to be forgotten.
    remembered.delete(place)
    remembered.set(place, subtrees)
    const [oldest] = remembered.keys()
    if (remembered.size > most && oldest !== undefined) remembered.delete(oldest)
    return subtrees
  }
}
