import { sameBytes } from './bytes.ts'
import { flatSubtrees, type Hashes, hashesBy } from './hashes.ts'
import { FULL_WIDTH, HASH_SIZE, tileWidth } from './tiles.ts'
import { emptyRoot, type Hash, nodeHash, readTile, type TileReader } from './tree.ts'

export { formatProof, type ProofFile, parseProof } from './proof-file.ts'

/**
 * Gives the complete subtrees inside a tile of these hashes (`flatSubtrees`): computed, or remembered of the same hashes.
 * @param place level and number of the tile, which say no more than where to look
 */
export type Subtrees = (place: string, hashes: Uint8Array) => Uint8Array[]

/** Computes them each time. */
export const subtreesBy =
  (by: Pick<Hashes, 'parents'>): Subtrees =>
  (_place, hashes) =>
    flatSubtrees(by, hashes)

/**
 * The hashes that lead from leaf `index` to the root of the tree of `size` leaves (RFC 6962 §2.1.1), from the
 * leaf upwards.
 * @throws RangeError when there is no such leaf
 */
export async function inclusionProof(
  hash: Hash,
  reader: TileReader,
  index: bigint,
  size: bigint,
): Promise<Uint8Array[]> {
  const [proof = []] = await inclusionProofs(hash, reader, [index], size)
  return proof
}

/** The same for many leaves of one tree: what several proofs need is read and hashed once. */
export async function inclusionProofs(
  hash: Hash,
  reader: TileReader,
  indices: readonly bigint[],
  size: bigint,
  subtrees: Subtrees = subtreesBy(hashesBy(hash)),
): Promise<Uint8Array[][]> {
  const tree = rememberingTree(subtrees, reader, size)
  const path = async (index: bigint, first: bigint, end: bigint): Promise<Uint8Array[]> => {
    if (end - first === 1n) return []
    const middle = first + largestPowerBelow(end - first)
    return index < middle
      ? [...(await path(index, first, middle)), await rangeHash(hash, tree, middle, end)]
      : [...(await path(index, middle, end)), await rangeHash(hash, tree, first, middle)]
  }
  const proofs: Uint8Array[][] = []
  for (const index of indices) {
    if (index < 0n || index >= size) throw new RangeError(`there is no entry ${index} in a log of ${size}`)
    proofs.push(await path(index, 0n, size))
  }
  return proofs
}

/**
 * The hashes that show the tree of `oldSize` leaves to be the beginning of the tree of `size` (RFC 6962 §2.1.2).
 * @throws RangeError unless 0 < oldSize ≤ size
 */
export async function consistencyProof(
  hash: Hash,
  reader: TileReader,
  oldSize: bigint,
  size: bigint,
): Promise<Uint8Array[]> {
  if (oldSize <= 0n || oldSize > size)
    throw new RangeError(`no proof leads from ${oldSize} to ${size} entries`)
  const tree = rememberingTree(subtreesBy(hashesBy(hash)), reader, size)
  const subproof = async (first: bigint, end: bigint, known: boolean): Promise<Uint8Array[]> => {
    if (oldSize === end) return known ? [] : [await rangeHash(hash, tree, first, end)]
    const middle = first + largestPowerBelow(end - first)
    return oldSize <= middle
      ? [...(await subproof(first, middle, known)), await rangeHash(hash, tree, middle, end)]
      : [...(await subproof(middle, end, false)), await rangeHash(hash, tree, first, middle)]
  }
  return subproof(0n, size, true)
}

/** Whether the proof leads from this leaf hash at `index` to `root` (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  hash: Hash,
  claim: { index: bigint; size: bigint; leaf: Uint8Array; root: Uint8Array; proof: readonly Uint8Array[] },
): boolean {
  const { index, size, leaf, root, proof } = claim
  if (index < 0n || index >= size || !areHashes([leaf, root, ...proof])) return false
  let [fn, sn, r] = [index, size - 1n, leaf]
  for (const p of proof) {
    if (sn === 0n) return false
    if ((fn & 1n) === 1n || fn === sn) {
      r = nodeHash(hash, p, r)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      r = nodeHash(hash, r, p)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && sameBytes(r, root)
}

/**
 * Whether the proof shows the tree with `newRoot` to begin with the one with `oldRoot` (RFC 9162 §2.1.4.2).
 * Nothing is proved about the empty tree, which begins every other: `oldSize` 0 is consistent only with itself.
 */
export function verifyConsistency(
  hash: Hash,
  claim: {
    oldSize: bigint
    newSize: bigint
    oldRoot: Uint8Array
    newRoot: Uint8Array
    proof: readonly Uint8Array[]
  },
): boolean {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim
  if (oldSize < 0n || oldSize > newSize) return false
  if (oldSize === newSize) {
    const rootFits = oldSize > 0n || sameBytes(oldRoot, emptyRoot(hash))
    return proof.length === 0 && rootFits && sameBytes(oldRoot, newRoot)
  }
  if (oldSize === 0n || !areHashes([oldRoot, newRoot, ...proof])) return false
  const isPowerOfTwo = (oldSize & (oldSize - 1n)) === 0n
  const [first, ...rest] = isPowerOfTwo ? [oldRoot, ...proof] : proof
  if (!first || proof.length === 0) return false
  let [fn, sn] = [oldSize - 1n, newSize - 1n]
  while ((fn & 1n) === 1n) {
    fn >>= 1n
    sn >>= 1n
  }
  let [fr, sr] = [first, first]
  for (const c of rest) {
    if (sn === 0n) return false
    if ((fn & 1n) === 1n || fn === sn) {
      fr = nodeHash(hash, c, fr)
      sr = nodeHash(hash, c, sr)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      sr = nodeHash(hash, sr, c)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && sameBytes(fr, oldRoot) && sameBytes(sr, newRoot)
}

/** A tree whose tiles are read once, with every complete subtree inside them: proofs ask for the same few again. */
type RememberingTree = (height: number, index: bigint) => Promise<Uint8Array>

function rememberingTree(subtrees: Subtrees, reader: TileReader, size: bigint): RememberingTree {
  const tiles = new Map<string, Promise<Uint8Array[]>>()
  const read = async (level: number, n: bigint): Promise<Uint8Array[]> => {
    const width = tileWidth(size, level, n)
    const bytes = await readTile(reader, level, n, width)
    return subtrees(`${level}/${n}`, bytes.subarray(0, width * HASH_SIZE))
  }
  return async (height, index) => {
    const level = Math.floor(height / 8)
    const row = height % 8
    const across = BigInt(FULL_WIDTH >> row)
    const n = index / across
    const key = `${level}/${n}`
    const tile = tiles.get(key) ?? read(level, n)
    tiles.set(key, tile)
    const at = Number(index % across) * HASH_SIZE
    const found = (await tile)[row]?.subarray(at, at + HASH_SIZE)
    if (found?.length !== HASH_SIZE)
      throw new RangeError(`the tree of ${size} has no complete subtree ${index} of height ${height}`)
    return found
  }
}

/** Root of leaves `first` to `end`, where `first` is a multiple of a power of two not below their number. */
async function rangeHash(hash: Hash, tree: RememberingTree, first: bigint, end: bigint): Promise<Uint8Array> {
  const count = end - first
  if ((count & (count - 1n)) === 0n) return tree(count.toString(2).length - 1, first / count)
  const middle = first + largestPowerBelow(count)
  return nodeHash(hash, await rangeHash(hash, tree, first, middle), await rangeHash(hash, tree, middle, end))
}

/** The largest power of two below n, for n > 1 (k in RFC 6962 §2.1). */
function largestPowerBelow(n: bigint): bigint {
  return 1n << BigInt((n - 1n).toString(2).length - 1)
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((bytes) => bytes.length === HASH_SIZE)
}
