import { expect, test } from 'vitest'
import { nodeHashes } from '../../src/cli/hashes.ts'
import { flatRoot, flatSubtrees, hashesBy } from '../../src/log/hashes.ts'
import { encodeRecords, findRecords } from '../../src/log/records.ts'
import { bundleEnds, encodeBundle } from '../../src/log/tiles.ts'
import { parents } from '../../src/services/log/hash.ts'
import { rememberSubtrees } from '../../src/services/log/remember-subtrees.ts'
import { leaf, leavesTo, referenceRoot, sha256 } from './reference.ts'

const slow = hashesBy(sha256)
const fast = nodeHashes()
/** Hashes one after the other, in the middle of a longer array. */
const flat = (hashes: Uint8Array[]) => new Uint8Array([7, ...Buffer.concat(hashes), 7]).subarray(1, -1)

test('entries of every length have in Node the leaf hashes that they have anywhere', () => {
  const bundle = encodeBundle(
    [0, 1, 72, 511, 512, 513, 65_535, 72].map((length) => new Uint8Array(length).fill(length)),
  )
  const { ends } = bundleEnds(bundle)
  const [here, there] = [new Uint8Array(ends.length * 32), new Uint8Array(ends.length * 32)]
  fast.leaves(bundle, ends, here)
  slow.leaves(bundle, ends, there)
  expect(here).toEqual(there)
  // No more of them than there is room for.
  const narrow = new Uint8Array(64)
  fast.leaves(bundle, ends, narrow)
  expect(narrow).toEqual(there.subarray(0, 64))
})

test('a commitment is the same, whatever characters the record has', () => {
  const salt = new Uint8Array(32).fill(5)
  for (const record of ['', 'café', '🔒'.repeat(9), '\ud800 alone', 'é'.repeat(70_000), 'x'.repeat(65_504)])
    expect(fast.commitment(salt, record)).toEqual(slow.commitment(salt, record))
})

test('the records of a file have the commitments that each has by itself', () => {
  const records = ['', 'café', 'x'.repeat(65_504), 'x'.repeat(65_505)].map((record, at) => ({
    ...{ index: BigInt(512 + 2 * at), record },
    salt: new Uint8Array(32).fill(at),
  }))
  const bytes = encodeRecords(records)
  for (const by of [fast, slow]) {
    const into = new Uint8Array(256 * 32)
    by.records(bytes, findRecords(bytes, 512n, 256), into)
    for (const { index, salt, record } of records)
      expect(into.slice(Number(index - 512n) * 32).subarray(0, 32)).toEqual(slow.commitment(salt, record))
  }
})

test('a complete subtree has the root that the reference gives it, and its hashes are left as they were', () => {
  for (const by of [fast, slow, { ...slow, parents }]) {
    for (const width of [1, 2, 64, 256]) {
      const hashes = flat(leavesTo(width))
      expect(flatRoot(by, hashes)).toEqual(referenceRoot(leavesTo(width)))
      expect(hashes).toEqual(flat(leavesTo(width)))
    }
    const rows = flatSubtrees(by, flat(leavesTo(7)))
    expect(rows.map((row) => row.length / 32)).toEqual([7, 3, 1])
    expect(rows[1]?.subarray(64)).toEqual(referenceRoot([leaf(4), leaf(5)]))
  }
})

test('what is remembered of a tile’s subtrees is what they are, however it grows, narrows, changes or is forgotten', () => {
  const { subtrees: remembering, tiles } = rememberSubtrees(2)
  const other = leavesTo(256).reverse()
  for (const [place, leaves] of [
    ...[1, 2, 3, 7, 7, 200, 255, 256, 256, 9].map((width) => ['0/0', leavesTo(width)] as const),
    ['0/0', other],
    ['0/1', leavesTo(5)],
    ['1/0', leavesTo(6)],
    ['0/0', other.slice(0, 77)],
    ['0/1', leavesTo(8)],
  ] as const)
    expect(remembering(place, flat([...leaves]))).toEqual(flatSubtrees(slow, flat([...leaves])))
  expect([...tiles()]).toEqual([
    ['0/0/77', flat(other.slice(0, 77))],
    ['0/1/8', flat([...leavesTo(8)])],
  ])
})
