import { type Hash, nodeHash } from './tree.ts'

/** A leaf's place, and its proof of inclusion, from the leaf upwards. */
export type ProvedPlace = { index: bigint; size: bigint; proof: readonly Uint8Array[] }

/**
 * The complete subtrees that everything before a leaf comes to, the smallest first: those hashes of its proof of inclusion that
 * stand to its left (RFC 9162 §2.1.3.2). They are the same in every tree that has the leaf. The proof is to be verified first.
 *
 * @throws RangeError when there are not as many as the place asks for
 */
export function leftOf({ index, size, proof }: ProvedPlace): Uint8Array[] {
  const left: Uint8Array[] = []
  let [fn, sn] = [index, size - 1n]
  for (const hash of proof) {
    if ((fn & 1n) === 1n || fn === sn) {
      left.push(hash)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    }
    fn >>= 1n
    sn >>= 1n
  }
  if (left.length !== heightsOf(index).length)
    throw new RangeError(`the proof of entry ${index} does not say what stands before it`)
  return left
}

/** Root of the tree that ends with a leaf, from its verified proof of inclusion in a tree that may have grown since. */
export function rootThrough(hash: Hash, place: ProvedPlace & { leaf: Uint8Array }): Uint8Array {
  return leftOf(place).reduce((right, left) => nodeHash(hash, left, right), place.leaf)
}

/**
 * Root of a tree from the complete subtrees before leaf `index` (see {@link leftOf}) and every leaf from there to its end: whoever
 * has them knows that no leaf was left out.
 *
 * @param leaves hashes of the leaves from `index` on, at least one
 */
export function rootOfSuffix(
  hash: Hash,
  { index, left }: { index: bigint; left: readonly Uint8Array[] },
  leaves: Iterable<Uint8Array>,
): Uint8Array {
  const edge = edgeBefore({ index, left })
  for (const leaf of leaves) grow(hash, edge, leaf)
  return fold(hash, edge)
}

/** The same of every one of these trees: of so many leaves each, at least one of them from `index` on. */
export function rootsOfSuffix(
  hash: Hash,
  { index, left }: { index: bigint; left: readonly Uint8Array[] },
  leaves: Iterable<Uint8Array>,
  sizes: ReadonlySet<bigint>,
): Map<bigint, Uint8Array> {
  const edge = edgeBefore({ index, left })
  const roots = new Map<bigint, Uint8Array>()
  let size = index
  for (const leaf of leaves) {
    grow(hash, edge, leaf)
    size += 1n
    if (sizes.has(size)) roots.set(size, fold(hash, edge))
  }
  return roots
}

/** A complete subtree at the right edge of a tree; the largest comes first. */
type Subtree = { height: number; root: Uint8Array }

function edgeBefore({ index, left }: { index: bigint; left: readonly Uint8Array[] }): Subtree[] {
  const heights = heightsOf(index)
  if (left.length !== heights.length)
    throw new RangeError('as many subtrees stand before a leaf as its place says')
  return left.map((root, at) => ({ height: heights[at] ?? 0, root })).reverse()
}

function grow(hash: Hash, edge: Subtree[], leaf: Uint8Array): void {
  let grown = { height: 0, root: leaf }
  for (let before = edge.at(-1); before?.height === grown.height; before = edge.at(-1)) {
    edge.pop()
    grown = { height: grown.height + 1, root: nodeHash(hash, before.root, grown.root) }
  }
  edge.push(grown)
}

function fold(hash: Hash, edge: readonly Subtree[]): Uint8Array {
  const last = edge.at(-1)
  if (!last) throw new RangeError('a tree without leaves has no suffix')
  return edge.slice(0, -1).reduceRight((right, { root }) => nodeHash(hash, root, right), last.root)
}

/** The heights of the complete subtrees of so many leaves: the places of the ones in binary, the lowest first. */
const heightsOf = (count: bigint): number[] =>
  [...count.toString(2)].reverse().flatMap((digit, height) => (digit === '1' ? [height] : []))
