import { hash as digest } from 'node:crypto'
import type { Hash } from '../../src/log/tree.ts'

/** SHA-256 as the log takes it. */
export const sha256: Hash = (data) => new Uint8Array(digest('sha256', data, 'buffer'))

/**
 * RFC 6962 §2.1 written down as it stands there, recursive and slow, sharing nothing with the product: the
 * measure for the fast one.
 */
const node = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.concat([Buffer.of(1), left, right]))

const split = (n: number): number => {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** MTH(D[n]) of the leaf hashes. */
export const referenceRoot = (leaves: readonly Uint8Array[]): Uint8Array => {
  const [only] = leaves
  if (!only) return sha256(new Uint8Array())
  if (leaves.length === 1) return only
  const k = split(leaves.length)
  return node(referenceRoot(leaves.slice(0, k)), referenceRoot(leaves.slice(k)))
}

/** PATH(m, D[n]). */
export const referencePath = (m: number, leaves: readonly Uint8Array[]): Uint8Array[] => {
  if (leaves.length <= 1) return []
  const k = split(leaves.length)
  return m < k
    ? [...referencePath(m, leaves.slice(0, k)), referenceRoot(leaves.slice(k))]
    : [...referencePath(m - k, leaves.slice(k)), referenceRoot(leaves.slice(0, k))]
}

/** PROOF(m, D[n]). */
export const referenceConsistency = (
  m: number,
  leaves: readonly Uint8Array[],
  whole = true,
): Uint8Array[] => {
  if (m === leaves.length) return whole ? [] : [referenceRoot(leaves)]
  const k = split(leaves.length)
  return m <= k
    ? [...referenceConsistency(m, leaves.slice(0, k), whole), referenceRoot(leaves.slice(k))]
    : [...referenceConsistency(m - k, leaves.slice(k), false), referenceRoot(leaves.slice(0, k))]
}

export const leaf = (n: number): Uint8Array =>
  sha256(Buffer.concat([Buffer.of(0), Buffer.from(`entry ${n}`)]))
export const leavesTo = (n: number): Uint8Array[] => Array.from({ length: n }, (_, at) => leaf(at))
