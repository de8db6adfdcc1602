import { flatSubtrees } from '../../log/hashes.ts'
import type { Subtrees } from '../../log/proof.ts'
import { HASH_SIZE } from '../../log/tiles.ts'
import { parents } from './hash.ts'

/** Tiles that were asked for last, with their subtrees. */
export type TileMemory = {
  subtrees: Subtrees
  /** The hashes of each tile that is remembered now, by its {@link tileName}: nobody has to be asked for these. */
  tiles(): ReadonlyMap<string, Uint8Array>
  forget(): void
}

/** Level, number and width: of one log, what tells a tile from any other. */
export const tileName = (level: number, n: bigint, width: number): string => `${level}/${n}/${width}`

/** Tiles whose subtrees are remembered, 16 KiB each at most. */
const MOST = 128

/**
 * Remembers the subtrees of the tiles that were asked for last: what was just published is proved many times, and every
 * proof goes through the tiles above and at the end of the tree. They are the function of a tile's hashes, which are
 * compared: of a tile that has become wider what is new is computed, and of one that is another, all.
 */
export function rememberSubtrees(most = MOST): TileMemory {
  const remembered = new Map<string, { name: string; subtrees: Uint8Array[]; hashes: Uint8Array }>()
  return {
    subtrees(place, hashes) {
      const known = remembered.get(place)
      const begins =
        known !== undefined &&
        known.hashes.length <= hashes.length &&
        (known.hashes === hashes ||
          Buffer.compare(known.hashes, hashes.subarray(0, known.hashes.length)) === 0)
      const isSame = begins && known.hashes.length === hashes.length
      const subtrees = isSame
        ? known.subtrees
        : flatSubtrees({ parents }, hashes, begins ? known.subtrees : [])
      // Whoever was asked for last is the last to be forgotten.
      remembered.delete(place)
      const name = `${place}/${hashes.length / HASH_SIZE}`
      remembered.set(place, isSame ? known : { name, subtrees, hashes })
      const [oldest] = remembered.keys()
      if (remembered.size > most && oldest !== undefined) remembered.delete(oldest)
      return subtrees
    },
    tiles: () => new Map(Array.from(remembered.values(), ({ name, hashes }) => [name, hashes])),
    forget: () => remembered.clear(),
  }
}
