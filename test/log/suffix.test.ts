import { describe, expect, it } from 'vitest'
import { inclusionProof } from '../../src/log/proof.ts'
import { leftOf, rootOfSuffix, rootsOfSuffix, rootThrough } from '../../src/log/suffix.ts'
import { appendLeaves, leafHash, rootFromTiles } from '../../src/log/tree.ts'
import { buildLog, readerOf } from './memory-log.ts'
import { sha256 } from './reference.ts'

const SIZE = 300
const log = await buildLog(SIZE, 37)
const reader = readerOf(log.files)
const none = readerOf(new Map())
const leaves: Uint8Array[] = []
for (const n of [0, 1]) {
  const width = n === 0 ? 256 : SIZE - 256
  const tile = await reader.hashes(0, BigInt(n), width)
  for (let at = 0; at < width; at += 1) leaves.push(tile.slice(at * 32, at * 32 + 32))
}
const rootOf = async (count: number) =>
  (await appendLeaves(sha256, { size: 0n, reader: none }, leaves.slice(0, count))).root

describe('what follows from the proof of one leaf', () => {
  it('is the root of the tree that ended with it, in whatever larger tree it was proved', async () => {
    for (let size = 1; size <= SIZE; size += size < 20 ? 1 : 23) {
      for (let index = 0; index < size; index += size < 20 ? 1 : 7) {
        const leaf = leaves[index] ?? new Uint8Array()
        const proof = await inclusionProof(sha256, reader, BigInt(index), BigInt(size))
        const root = rootThrough(sha256, { index: BigInt(index), size: BigInt(size), proof, leaf })
        expect({ size, index, root }).toEqual({ size, index, root: await rootOf(index + 1) })
      }
    }
  })

  it('is, with every leaf after it, the root of the whole tree; and another one when a leaf is left out', async () => {
    const size = BigInt(SIZE)
    const whole = await rootFromTiles(sha256, reader, size)
    for (const index of [0, 1, 2, 127, 128, 200, 255, 256, 257, 299]) {
      const proof = await inclusionProof(sha256, reader, BigInt(index), size)
      const left = leftOf({ index: BigInt(index), size, proof })
      const suffix = leaves.slice(index)
      expect(rootOfSuffix(sha256, { index: BigInt(index), left }, suffix)).toEqual(whole)
      if (suffix.length === 1) continue
      for (const gone of [0, suffix.length - 1]) {
        const fewer = suffix.toSpliced(gone, 1)
        expect(rootOfSuffix(sha256, { index: BigInt(index), left }, fewer)).not.toEqual(whole)
      }
      const other = suffix.with(0, leafHash(sha256, new Uint8Array([1])))
      expect(rootOfSuffix(sha256, { index: BigInt(index), left }, other)).not.toEqual(whole)
    }
  })

  it('is each tree on the way to the whole one, in one go', async () => {
    const proof = await inclusionProof(sha256, reader, 100n, BigInt(SIZE))
    const place = { index: 100n, left: leftOf({ index: 100n, size: BigInt(SIZE), proof }) }
    const roots = rootsOfSuffix(sha256, place, leaves.slice(100), new Set([99n, 101n, 128n, 256n, 1_000n]))
    expect([...roots]).toEqual([
      [101n, await rootOf(101)],
      [128n, await rootOf(128)],
      [256n, await rootOf(256)],
    ])
  })

  it('is nothing where the proof is of another place', async () => {
    const proof = await inclusionProof(sha256, reader, 5n, 300n)
    expect(() => leftOf({ index: 7n, size: 300n, proof: proof.slice(0, 2) })).toThrow(RangeError)
    expect(() => rootOfSuffix(sha256, { index: 7n, left: proof.slice(0, 2) }, leaves)).toThrow(RangeError)
  })
})
