import { concat } from './bytes.ts'
import { commit } from './entry.ts'
import type { RecordSpans } from './records.ts'
import { HASH_SIZE } from './tiles.ts'
import { type Hash, leafHash, nodeHash } from './tree.ts'

/**
 * The log's hashes by the hundred, in flat arrays of 32 bytes each: what a platform does much faster than one call, one
 * array for each. An argument like {@link Hash}; {@link hashesBy} makes it of that, slowly and anywhere.
 */
export type Hashes = {
  /**
   * Leaf hashes (RFC 6962 §2.1) of the entries of a bundle.
   * @param ends where each ends; the next begins two bytes later, after its length (`bundleEnds`)
   * @param into as many as it has room for
   */
  leaves(bundle: Uint8Array, ends: readonly number[], into: Uint8Array): void
  /** Hashes of the inner nodes over so many pairs (RFC 6962 §2.1); `into` may be `hashes` itself. */
  parents(hashes: Uint8Array, pairs: number, into: Uint8Array): void
  /** What entries say of the records in a file: SHA-256(salt ‖ record) for each place; of one that is not given, anything. */
  records(bytes: Uint8Array, found: RecordSpans, into: Uint8Array): void
  /** The same of one, with a salt of 32 bytes. */
  commitment(salt: Uint8Array, record: string): Uint8Array
}

/** How many entries have room among the hashes. */
export const roomFor = (ends: readonly number[], into: Uint8Array): number =>
  Math.min(ends.length, into.length / HASH_SIZE)

export function hashesBy(hash: Hash): Hashes {
  return {
    leaves(bundle, ends, into) {
      for (let at = 0, start = 2; at < roomFor(ends, into); at += 1) {
        const end = ends[at] ?? start
        into.set(leafHash(hash, bundle.subarray(start, end)), at * HASH_SIZE)
        start = end + 2
      }
    },
    parents(hashes, pairs, into) {
      for (let at = 0; at < pairs; at += 1) {
        const middle = (2 * at + 1) * HASH_SIZE
        const left = hashes.subarray(middle - HASH_SIZE, middle)
        into.set(nodeHash(hash, left, hashes.subarray(middle, middle + HASH_SIZE)), at * HASH_SIZE)
      }
    },
    records(bytes, { starts, ends, salts }, into) {
      for (const [at, start] of starts.entries()) {
        if (start === 0) continue
        const salt = salts.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE)
        into.set(hash(concat([salt, bytes.subarray(start, ends[at])])), at * HASH_SIZE)
      }
    },
    commitment: (salt, record) => commit(hash, salt, record),
  }
}

/** Root of a complete subtree from its 1, 2, 4, … hashes, all of one level. */
export function flatRoot(by: Hashes, hashes: Uint8Array): Uint8Array {
  const rows = hashes.slice()
  for (let width = hashes.length / HASH_SIZE; width > 1; width /= 2) by.parents(rows, width / 2, rows)
  return rows.slice(0, HASH_SIZE)
}

/**
 * The complete subtrees that begin at a multiple of their size, of these hashes of one level: row `k` has those over
 * 2^`k` of them, one after the other.
 *
 * @param known the same of the first of these hashes: none of them is computed again
 */
export function flatSubtrees(
  { parents }: Pick<Hashes, 'parents'>,
  hashes: Uint8Array,
  known: readonly Uint8Array[] = [],
): Uint8Array[] {
  const rows: Uint8Array[] = []
  for (let row = hashes; row.length > 0; ) {
    rows.push(row)
    const pairs = Math.floor(row.length / HASH_SIZE / 2)
    const above = new Uint8Array(pairs * HASH_SIZE)
    const begun = known[rows.length] ?? new Uint8Array()
    above.set(begun)
    parents(row.subarray(2 * begun.length), pairs - begun.length / HASH_SIZE, above.subarray(begun.length))
    row = above
  }
  return rows
}
