import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyConsistency, verifyInclusion } from '../../src/log/proof.ts'
import { sha256 } from './reference.ts'

type Vector = Record<string, unknown>

const bytes = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(String(value ?? ''), 'base64'))
const all = (value: unknown): Uint8Array[] => (Array.isArray(value) ? value.map(bytes) : [])
const number = (value: unknown): bigint => BigInt(String(value))

const demandInclusion = (v: Vector): void => {
  const claim = {
    index: number(v.leafIdx),
    size: number(v.treeSize),
    leaf: bytes(v.leafHash),
    root: bytes(v.root),
    proof: all(v.proof),
  }
  expect(verifyInclusion(sha256, claim), String(v.desc)).toBe(!v.wantErr)
}

const demandConsistency = (v: Vector): void => {
  const claim = {
    oldSize: number(v.size1),
    newSize: number(v.size2),
    oldRoot: bytes(v.root1),
    newRoot: bytes(v.root2),
    proof: all(v.proof),
  }
  expect(verifyConsistency(sha256, claim), `${v.desc} ${v.size1} ${v.size2}`).toBe(!v.wantErr)
}

describe('the public proof vectors', () => {
  const folder = join(process.env.DESPATCH_SHARED ?? resolve('../shared'), 'vectors')
  const present = existsSync(folder)
  if (!present)
    console.info(
      'The public proof vectors (DESPATCH_SHARED/vectors) are absent: the reference and the invented ones were used.',
    )

  const vectors = (kind: string): Vector[] =>
    readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      // Sizes go to 2^64: a JSON number would lose their last digits.
      .map((name) =>
        JSON.parse(readFileSync(join(folder, kind, name), 'utf8').replace(/: (\d{6,})(,?)$/gm, ': "$1"$2')),
      )

  test.runIf(present)('of inclusion are accepted and refused as they say', () => {
    const found = vectors('inclusion')
    expect(found).toHaveLength(98)
    for (const vector of found) demandInclusion(vector)
  })

  test.runIf(present)('of consistency are accepted and refused as they say', () => {
    const found = vectors('consistency')
    expect(found).toHaveLength(98)
    for (const vector of found) demandConsistency(vector)
  })
})

/**
 * Trees of `entry 0`, `entry 1`, … and paths in trees of more than 2^53 entries. Proofs, and whether they hold, are what
 * Go's `sumdb/tlog` makes and says of them.
 */
describe('invented proofs, judged by Go’s sumdb/tlog', () => {
  const text = readFileSync(join(import.meta.dirname, 'vectors/invented.json'), 'utf8')
  const { inclusion, consistency }: { inclusion: Vector[]; consistency: Vector[] } = JSON.parse(text)

  test('of inclusion are accepted and refused as it does', () => {
    expect(inclusion.filter(({ wantErr }) => !wantErr)).toHaveLength(8)
    for (const vector of inclusion) demandInclusion(vector)
  })

  test('of consistency are accepted and refused as it does', () => {
    expect(consistency.filter(({ wantErr }) => !wantErr)).toHaveLength(6)
    for (const vector of consistency) demandConsistency(vector)
  })
})
