import { concat } from './bytes.ts'
import { flatRoot, type Hashes, hashesBy } from './hashes.ts'
import { FULL_WIDTH, HASH_SIZE, splitHashes, type Tile } from './tiles.ts'
import { edgeRoot, type Hash } from './tree.ts'

/** A tree that is built by running over its leaves once; it holds only the tile in hand at each level. */
export type Frontier = {
  /** Adds the leaf hashes of the next level-0 tile: 256, or fewer for the last. Returns the tiles now full, from the leaves up. */
  add(leaves: readonly Uint8Array[]): Tile[]
  /**
   * The same of hashes that stand one after the other; they are not copied where they are a whole tile.
   * @param root over them, where they are a whole tile and it is known
   */
  addTile(leaves: Uint8Array, root?: Uint8Array | null): Tile[]
  /** The tiles that are not full, from the leaves up. */
  partialTiles(): Tile[]
  root(): Uint8Array
  /** The root that the tree would have with these leaves added, which stand one after the other. */
  rootWith(leaves: Uint8Array): Uint8Array
  /** All that it holds, to go on from there with another. */
  edge(): FrontierEdge
}

/** For each level, from the leaves up: the hashes of the tile in hand, and its number. */
export type FrontierEdge = readonly { hashes: readonly Uint8Array[]; n: bigint }[]

/**
 * @param from the edge of another that it goes on from
 * @param by the same hash, for many at once
 */
export function createFrontier(hash: Hash, from: FrontierEdge = [], by: Hashes = hashesBy(hash)): Frontier {
  const levels: { bytes: Uint8Array; n: bigint }[] = from.map(({ hashes, n }) => ({
    bytes: concat(hashes),
    n,
  }))

  const at = (level: number): { bytes: Uint8Array; n: bigint } => {
    const known = levels[level] ?? { bytes: new Uint8Array(), n: 0n }
    levels[level] = known
    return known
  }

  const tileInHand = (level: number): Tile => {
    const { bytes, n } = at(level)
    return { level, n, width: bytes.length / HASH_SIZE, bytes }
  }

  const addTile = (leaves: Uint8Array, root: Uint8Array | null = null): Tile[] => {
    const full: Tile[] = []
    let arriving = leaves
    for (let level = 0; arriving.length > 0; level += 1) {
      const tile = at(level)
      // What is held of a tile is never written to again: it is given out as it is.
      tile.bytes = tile.bytes.length === 0 ? arriving : concat([tile.bytes, arriving])
      if (tile.bytes.length > FULL_WIDTH * HASH_SIZE)
        throw new RangeError('leaves are added a tile at a time')
      arriving = new Uint8Array()
      if (tile.bytes.length === FULL_WIDTH * HASH_SIZE) {
        full.push(tileInHand(level))
        arriving = level === 0 && tile.bytes === leaves && root ? root : flatRoot(by, tile.bytes)
        levels[level] = { bytes: new Uint8Array(), n: tile.n + 1n }
      }
    }
    return full
  }

  return {
    add: (leaves) => addTile(concat(leaves)),
    addTile,
    partialTiles: () => levels.map((_, level) => tileInHand(level)).filter((tile) => tile.width > 0),
    root: () =>
      edgeRoot(
        hash,
        levels.map(({ bytes }) => splitHashes(bytes)),
      ),
    edge: () => levels.map(({ bytes, n }) => ({ hashes: splitHashes(bytes), n })),
    rootWith(leaves) {
      const [lowest, ...above] = levels.map(({ bytes }) => splitHashes(bytes))
      return edgeRoot(hash, [[...(lowest ?? []), ...splitHashes(leaves)], ...above])
    },
  }
}
