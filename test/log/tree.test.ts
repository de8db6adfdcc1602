import { describe, expect, test } from 'vitest'
import { tilePath, tilesFor } from '../../src/log/tiles.ts'
import { appendLeaves, emptyRoot, leafHash, nodeHash, rootFromTiles } from '../../src/log/tree.ts'
import { readerOf } from './memory-log.ts'
import { leavesTo, referenceRoot, sha256 } from './reference.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** Appends batches of the given sizes to an empty tree; the tiles that were ever written, and the roots. */
const grow = async (batches: number[]) => {
  const files = new Map<string, Uint8Array>()
  const leaves = leavesTo(batches.reduce((sum, batch) => sum + batch, 0))
  const roots: Uint8Array[] = []
  let size = 0n
  for (const batch of batches) {
    const first = Number(size)
    const grown = await appendLeaves(
      sha256,
      { size, reader: readerOf(files) },
      leaves.slice(first, first + batch),
    )
    const written = grown.newTiles.map((tile) => tilePath(tile.level, tile.n, tile.width))
    const needed = [...tilesFor(size, grown.size)].filter(({ level }) => level !== 'entries')
    expect(written).toEqual(needed.sort(byLevel).map((tile) => tilePath(tile.level, tile.n, tile.width)))
    for (const tile of grown.newTiles) files.set(tilePath(tile.level, tile.n, tile.width), tile.bytes)
    size = grown.size
    roots.push(grown.root)
  }
  return { files, leaves, roots, size }
}

const byLevel = (a: { level: unknown }, b: { level: unknown }) => Number(a.level) - Number(b.level)

describe('the hashes of RFC 6962', () => {
  test('are those that its test vectors give', () => {
    // The first roots of the well-known Certificate Transparency test tree.
    const first = leafHash(sha256, new Uint8Array())
    const second = leafHash(sha256, Uint8Array.of(0))
    expect(hex(emptyRoot(sha256))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(hex(first)).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    expect(hex(nodeHash(sha256, first, second))).toBe(
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    )
  })
})

describe('a growing tree', () => {
  test('has at every size to 600 the root that the reference computes, one leaf at a time', async () => {
    const { leaves, roots } = await grow(Array.from({ length: 600 }, () => 1))
    for (const size of [1, 2, 3, 5, 127, 128, 255, 256, 257, 511, 512, 513, 600]) {
      expect(hex(roots[size - 1] ?? new Uint8Array())).toBe(hex(referenceRoot(leaves.slice(0, size))))
    }
  })

  test('has the same root and tiles however its leaves are batched', async () => {
    const reference = referenceRoot(leavesTo(1100))
    for (const batches of [[1100], [256, 256, 588], [255, 1, 1, 255, 588], [3, 1097], [0, 1100, 0]]) {
      const { files, roots, size } = await grow(batches)
      expect(hex(roots.at(-1) ?? new Uint8Array())).toBe(hex(reference))
      expect(hex(await rootFromTiles(sha256, readerOf(files), size))).toBe(hex(reference))
    }
  })

  test('reaches the third level of tiles past 65,536 leaves', async () => {
    const { files, leaves, roots, size } = await grow([65_000, 5000])
    expect(hex(roots[1] ?? new Uint8Array())).toBe(hex(referenceRoot(leaves)))
    expect(files.get('tile/2/000.p/1')).toHaveLength(32)
    expect(files.get('tile/1/001.p/17')).toHaveLength(17 * 32)
    expect(files.get('tile/0/273.p/112')).toHaveLength(112 * 32)
    expect(hex(await rootFromTiles(sha256, readerOf(files), size))).toBe(hex(roots[1] ?? new Uint8Array()))
  })

  test('is not built on a tile of the wrong length', async () => {
    const { files } = await grow([10])
    files.set('tile/0/000.p/10', new Uint8Array(9 * 32))
    await expect(rootFromTiles(sha256, readerOf(files), 10n)).rejects.toThrow(RangeError)
  })
})
