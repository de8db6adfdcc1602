import { beforeAll, describe, expect, test } from 'vitest'
import {
  consistencyProof,
  formatProof,
  inclusionProof,
  parseProof,
  verifyConsistency,
  verifyInclusion,
} from '../../src/log/proof.ts'
import { tilePath } from '../../src/log/tiles.ts'
import { appendLeaves, type TileReader } from '../../src/log/tree.ts'
import { readerOf } from './memory-log.ts'
import { leavesTo, referenceConsistency, referencePath, referenceRoot, sha256 } from './reference.ts'

const MOST = 1200
const leaves = leavesTo(MOST)
let reader: TileReader

beforeAll(async () => {
  // Every size is published, so that every width of the last tile is there, as the standard asks.
  const files = new Map<string, Uint8Array>()
  reader = readerOf(files)
  for (let size = 0; size < MOST; size += 1) {
    const grown = await appendLeaves(sha256, { size: BigInt(size), reader }, leaves.slice(size, size + 1))
    for (const tile of grown.newTiles) files.set(tilePath(tile.level, tile.n, tile.width), tile.bytes)
  }
})

const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 33, 255, 256, 257, 300, 511, 512, 513, 768, 1024, 1025, MOST]
const rootOf = (size: number) => referenceRoot(leaves.slice(0, size))
const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === 5 ? byte ^ 1 : byte))

describe('a proof of inclusion', () => {
  test('is the one of RFC 6962, and is believed for that entry, size and root alone', async () => {
    for (const size of sizes) {
      for (const index of new Set(
        [0, 1, size >> 1, size - 2, size - 1].filter((at) => at >= 0 && at < size),
      )) {
        const proof = await inclusionProof(sha256, reader, BigInt(index), BigInt(size))
        expect(proof).toEqual(referencePath(index, leaves.slice(0, size)))
        const leaf = leaves[index] ?? new Uint8Array()
        const claim = { index: BigInt(index), size: BigInt(size), leaf, root: rootOf(size), proof }
        expect(verifyInclusion(sha256, claim)).toBe(true)
        const lies = [
          { ...claim, leaf: flip(leaf) },
          { ...claim, root: flip(claim.root) },
          { ...claim, index: claim.size },
          { ...claim, index: -1n },
          { ...claim, proof: [...proof, leaf] },
          ...(proof.length > 0
            ? [
                { ...claim, proof: proof.slice(1) },
                { ...claim, proof: proof.with(0, flip(proof[0] ?? leaf)) },
              ]
            : []),
          ...(size > 1 ? [{ ...claim, index: BigInt((index + 1) % size) }] : []),
        ]
        for (const lie of lies) expect(verifyInclusion(sha256, lie)).toBe(false)
      }
    }
  })

  test('is not made for an entry that is not there', async () => {
    await expect(inclusionProof(sha256, reader, 5n, 5n)).rejects.toThrow(RangeError)
    await expect(inclusionProof(sha256, reader, -1n, 5n)).rejects.toThrow(RangeError)
  })
})

describe('a proof of consistency', () => {
  test('is the one of RFC 6962, and is believed for those two trees alone', async () => {
    for (const newSize of sizes) {
      for (const oldSize of sizes.filter((size) => size <= newSize)) {
        const proof = await consistencyProof(sha256, reader, BigInt(oldSize), BigInt(newSize))
        expect(proof).toEqual(referenceConsistency(oldSize, leaves.slice(0, newSize)))
        const claim = {
          oldSize: BigInt(oldSize),
          newSize: BigInt(newSize),
          oldRoot: rootOf(oldSize),
          newRoot: rootOf(newSize),
          proof,
        }
        expect(verifyConsistency(sha256, claim)).toBe(true)
        const lies = [
          { ...claim, oldRoot: flip(claim.oldRoot) },
          { ...claim, newRoot: flip(claim.newRoot) },
          { ...claim, proof: [...proof, claim.oldRoot] },
          { ...claim, oldSize: claim.newSize + 1n },
          { ...claim, oldSize: 0n },
          ...(proof.length > 0 ? [{ ...claim, proof: proof.slice(0, -1) }] : []),
        ]
        for (const lie of lies) expect(verifyConsistency(sha256, lie)).toBe(false)
      }
    }
  })

  test('proves nothing about the empty tree, which begins every other', async () => {
    const claim = { oldSize: 0n, newSize: 3n, oldRoot: rootOf(0), newRoot: rootOf(3), proof: [] }
    expect(verifyConsistency(sha256, claim)).toBe(false)
    expect(verifyConsistency(sha256, { ...claim, newSize: 0n, newRoot: rootOf(0) })).toBe(true)
    expect(verifyConsistency(sha256, { ...claim, newSize: 0n, oldRoot: rootOf(3), newRoot: rootOf(3) })).toBe(
      false,
    )
    await expect(consistencyProof(sha256, reader, 0n, 3n)).rejects.toThrow(RangeError)
    await expect(consistencyProof(sha256, reader, 4n, 3n)).rejects.toThrow(RangeError)
  })
})

describe('a proof file', () => {
  const checkpoint = 'despatch.test/log\n3\nroot\n\n— despatch.test/log AAAA\n'

  test('is read back as it was written, the checkpoint verbatim', async () => {
    const hashes = await inclusionProof(sha256, reader, 2n, 7n)
    const text = formatProof({ index: 2n, hashes, checkpoint })
    expect(text.startsWith('c2sp.org/tlog-proof@v1\nindex 2\n')).toBe(true)
    expect(parseProof(text)).toEqual({ index: 2n, hashes, checkpoint })
    const kept = { index: 0n, hashes: [], checkpoint, extra: Uint8Array.of(1, 2, 3) }
    expect(parseProof(formatProof(kept))).toEqual(kept)
  })

  test.each([
    ['another first line', (text: string) => text.replace('@v1', '@v2')],
    ['an index with a leading zero', (text: string) => text.replace('index 2', 'index 02')],
    ['a negative index', (text: string) => text.replace('index 2', 'index -2')],
    ['a hash that is not 32 bytes', (text: string) => text.replace('index 2\n', 'index 2\nAAAA\n')],
    ['a hash spelt another way', (text: string) => text.replace(/=\n/, '\n')],
    ['no checkpoint', (text: string) => text.slice(0, text.indexOf('\n\n'))],
    ['line ends of DOS', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('with %s is refused', async (_what, damage) => {
    const hashes = await inclusionProof(sha256, reader, 2n, 7n)
    expect(parseProof(damage(formatProof({ index: 2n, hashes, checkpoint })))).toBeNull()
  })
})
