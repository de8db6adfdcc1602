import { concat } from './bytes.ts'
import { FULL_WIDTH, type Tile } from './tiles.ts'
import { completeRoot, edgeRoot, type Hash } from './tree.ts'

/** A tree that is built by running over its leaves once; it holds only the tile in hand at each level. */
export type Frontier = {
  /** Adds the leaf hashes of the next level-0 tile: 256, or fewer for the last. Returns the tiles now full, from the leaves up. */
  add(leaves: readonly Uint8Array[]): Tile[]
  /** The tiles that are not full, from the leaves up. */
  partialTiles(): Tile[]
  root(): Uint8Array
  /** The root that the tree would have with these leaves added. */
  rootWith(leaves: readonly Uint8Array[]): Uint8Array
}

export function createFrontier(hash: Hash): Frontier {
  /** for each level: the hashes of the tile in hand, and its number */
  const levels: { hashes: Uint8Array[]; n: bigint }[] = []

  const at = (level: number): { hashes: Uint8Array[]; n: bigint } => {
    const known = levels[level] ?? { hashes: [], n: 0n }
    levels[level] = known
    return known
  }

  const tileInHand = (level: number): Tile => {
    const { hashes, n } = at(level)
    return { level, n, width: hashes.length, bytes: concat(hashes) }
  }

  return {
    add(leaves) {
      const full: Tile[] = []
      let arriving = leaves
      for (let level = 0; arriving.length > 0; level += 1) {
        const tile = at(level)
        tile.hashes.push(...arriving)
        if (tile.hashes.length > FULL_WIDTH) throw new RangeError('leaves are added a tile at a time')
        arriving = []
        if (tile.hashes.length === FULL_WIDTH) {
          full.push(tileInHand(level))
          arriving = [completeRoot(hash, tile.hashes)]
          levels[level] = { hashes: [], n: tile.n + 1n }
        }
      }
      return full
    },
    partialTiles: () => levels.map((_, level) => tileInHand(level)).filter((tile) => tile.width > 0),
    root: () =>
      edgeRoot(
        hash,
        levels.map(({ hashes }) => hashes),
      ),
    rootWith(leaves) {
      const [lowest, ...above] = levels.map(({ hashes }) => hashes)
      return edgeRoot(hash, [[...(lowest ?? []), ...leaves], ...above])
    },
  }
}
