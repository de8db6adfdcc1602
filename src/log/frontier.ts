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
  /** All that it holds, to go on from there with another. */
  edge(): FrontierEdge
}

/** For each level, from the leaves up: the hashes of the tile in hand, and its number. */
export type FrontierEdge = readonly { hashes: readonly Uint8Array[]; n: bigint }[]

/** @param from the edge of another that it goes on from */
export function createFrontier(hash: Hash, from: FrontierEdge = []): Frontier {
  const levels: { hashes: Uint8Array[]; n: bigint }[] = from.map(({ hashes, n }) => ({
    hashes: [...hashes],
    n,
  }))

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
    // What is held of a tile is only added to: the hashes themselves are shared.
    edge: () => levels.map(({ hashes, n }) => ({ hashes: [...hashes], n })),
    rootWith(leaves) {
      const [lowest, ...above] = levels.map(({ hashes }) => hashes)
      return edgeRoot(hash, [[...(lowest ?? []), ...leaves], ...above])
    },
  }
}
