import { concat } from './bytes.ts'
import { FULL_WIDTH, HASH_SIZE, splitHashes, type Tile } from './tiles.ts'

/** SHA-256, synchronous: an argument everywhere, because Node and browsers have different fast ones. */
export type Hash = (data: Uint8Array) => Uint8Array

/**
 * Where the tree is kept: the tile's hashes one after the other, `width` of them or more (32 bytes each).
 * Rejects when there is no such tile.
 */
export type TileReader = { hashes(level: number, n: bigint, width: number): Promise<Uint8Array> }

/** Hash of a leaf, SHA-256(0x00 ‖ entry) (RFC 6962 §2.1). */
export function leafHash(hash: Hash, entry: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(1 + entry.length)
  prefixed.set(entry, 1)
  return hash(prefixed)
}

/** Hash of an inner node, SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(1 + left.length + right.length)
  prefixed[0] = 1
  prefixed.set(left, 1)
  prefixed.set(right, 1 + left.length)
  return hash(prefixed)
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(hash: Hash): Uint8Array {
  return hash(new Uint8Array())
}

/** Root of a complete subtree from its 1, 2, 4, … hashes, all of one level. */
export function completeRoot(hash: Hash, hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes
  while (row.length > 1) {
    const above: Uint8Array[] = []
    for (let at = 0; at < row.length; at += 2) {
      const left = row[at]
      const right = row[at + 1]
      if (!left || !right) throw new RangeError('a complete subtree has a power of two of hashes')
      above.push(nodeHash(hash, left, right))
    }
    row = above
  }
  const [root] = row
  if (!root) throw new RangeError('a complete subtree is not empty')
  return root
}

/**
 * Root of a tree from its right edge: for each tile level, the hashes of the last tile that is not full.
 * RFC 6962's tree of n leaves is its largest complete subtrees, left to right; they hang together from the right.
 */
export function edgeRoot(hash: Hash, edge: readonly (readonly Uint8Array[])[]): Uint8Array {
  let root: Uint8Array | undefined
  for (const hashes of edge) {
    let end = hashes.length
    while (end > 0) {
      const size = end & -end
      const subtree = completeRoot(hash, hashes.slice(end - size, end))
      root = root ? nodeHash(hash, subtree, root) : subtree
      end -= size
    }
  }
  return root ?? emptyRoot(hash)
}

/** The right edge of the tree of `size` leaves, read from its tiles. */
async function readEdge(reader: TileReader, size: bigint): Promise<Uint8Array[][]> {
  const edge: Uint8Array[][] = []
  let count = size
  for (let level = 0; count > 0n; level += 1) {
    const n = count / BigInt(FULL_WIDTH)
    const width = Number(count % BigInt(FULL_WIDTH))
    edge.push(width === 0 ? [] : splitHashes(await readTile(reader, level, n, width)).slice(0, width))
    count = n
  }
  return edge
}

/** Root of the tree of `size` leaves from its tiles. */
export async function rootFromTiles(hash: Hash, reader: TileReader, size: bigint): Promise<Uint8Array> {
  return edgeRoot(hash, await readEdge(reader, size))
}

/** A tile of at least `width` hashes, checked for length. */
export async function readTile(
  reader: TileReader,
  level: number,
  n: bigint,
  width: number,
): Promise<Uint8Array> {
  const bytes = await reader.hashes(level, n, width)
  if (bytes.length % HASH_SIZE !== 0 || bytes.length < width * HASH_SIZE) {
    throw new RangeError(
      `the tile ${n} at level ${level} is ${bytes.length} bytes long, not ${width * HASH_SIZE}`,
    )
  }
  return bytes
}

/** What appending gave: the tiles that are new or wider, lowest level first, and the grown tree. */
export type Grown = { size: bigint; root: Uint8Array; newTiles: Tile[] }

/**
 * Appends leaf hashes to the tree of `size` leaves. Nothing is written: the caller stores `newTiles` first and
 * signs `root` after. A tile that is already full is never among them.
 * @param tree.reader needs only the last tile of each level
 */
export async function appendLeaves(
  hash: Hash,
  tree: { size: bigint; reader: TileReader },
  leaves: readonly Uint8Array[],
): Promise<Grown> {
  const edge = await readEdge(tree.reader, tree.size)
  const newTiles: Tile[] = []
  let arriving: readonly Uint8Array[] = leaves
  let count = tree.size
  for (let level = 0; arriving.length > 0; level += 1) {
    let n = count / BigInt(FULL_WIDTH)
    let tile = [...(edge[level] ?? [])]
    const above: Uint8Array[] = []
    for (const arrived of arriving) {
      tile.push(arrived)
      if (tile.length < FULL_WIDTH) continue
      newTiles.push({ level, n, width: FULL_WIDTH, bytes: concat(tile) })
      above.push(completeRoot(hash, tile))
      tile = []
      n += 1n
    }
    if (tile.length > 0) newTiles.push({ level, n, width: tile.length, bytes: concat(tile) })
    edge[level] = tile
    count = n - BigInt(above.length)
    arriving = above
  }
  const size = tree.size + BigInt(leaves.length)
  return { size, root: edgeRoot(hash, edge), newTiles }
}
