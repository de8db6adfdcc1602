import { execFileSync } from 'node:child_process'
import { hash as nodeHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawSample, type SampleSeed } from '../../../src/domain/audit/sample.ts'

const hash = (data: Uint8Array): Uint8Array => nodeHash('sha256', data, 'buffer')
const base64 = (text: string): string => nodeHash('sha256', text, 'base64')
const seedOf = (text: string, size = 1n): SampleSeed => ({
  size,
  root: base64(`root ${text}`),
  nonce: base64(`nonce ${text}`),
})
const upTo = (n: number, from = 0): bigint[] => Array.from({ length: n }, (_, at) => BigInt(from + at))

const populations = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 200 })
const ascending = (members: readonly bigint[]) => [...members].sort((a, b) => (a < b ? -1 : 1))
const run = { seed: 20_100_301, numRuns: 200 }

describe('a sample', () => {
  it('is of members of the population, each once, as many as were asked for or there are', () => {
    fc.assert(
      fc.property(populations, fc.nat(250), fc.string(), (members, count, text) => {
        const population = ascending(members)
        const drawn = drawSample(hash, seedOf(text), population, count)
        expect(drawn).toHaveLength(Math.min(count, population.length))
        expect(new Set(drawn).size).toBe(drawn.length)
        expect(drawn.every((one) => population.includes(one))).toBe(true)
      }),
      run,
    )
  })

  it('is the same wherever it is drawn, and a longer one begins with the shorter', () => {
    fc.assert(
      fc.property(populations, fc.nat(100), fc.string(), (members, count, text) => {
        const population = ascending(members)
        const drawn = drawSample(hash, seedOf(text), population, count)
        expect(drawSample(hash, seedOf(text), [...population], count)).toEqual(drawn)
        expect(drawSample(hash, seedOf(text), population, count + 7).slice(0, drawn.length)).toEqual(drawn)
      }),
      run,
    )
  })

  it('is all of a population that is smaller than what was asked for', () => {
    fc.assert(
      fc.property(populations, fc.string(), (members, text) => {
        const population = ascending(members)
        const drawn = drawSample(hash, seedOf(text), population, population.length + 1)
        expect(ascending(drawn)).toEqual(population)
      }),
      run,
    )
  })

  it('is another with another nonce, root or size', () => {
    const seed = seedOf('a')
    const sets = [
      seed,
      { ...seed, nonce: base64('b') },
      { ...seed, root: base64('b') },
      { ...seed, size: 2n },
    ].map((one) => drawSample(hash, one, upTo(10_000), 10).join())
    expect(new Set(sets).size).toBe(sets.length)
  })

  // Chi-squared of fixed seeds: with 19 degrees of freedom 43.8 is passed once in a thousand times.
  it.each([1, 5, 13])('of %i in 20 prefers nobody, in any place of the draw', (count) => {
    const runs = 4_000
    const inAll = new Array<number>(20).fill(0)
    const last = new Array<number>(20).fill(0)
    for (let at = 0; at < runs; at += 1) {
      const drawn = drawSample(hash, seedOf(`uniform ${count} ${at}`), upTo(20), count)
      for (const one of drawn) inAll[Number(one)] = (inAll[Number(one)] ?? 0) + 1
      const end = Number(drawn.at(-1))
      last[end] = (last[end] ?? 0) + 1
    }
    const squared = (counts: readonly number[], expected: number) =>
      counts.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0)
    expect(squared(last, runs / 20)).toBeLessThan(43.8)
    // Without replacement the counts vary less than independent draws by (1 - count/20).
    expect(squared(inAll, (runs * count) / 20) / (1 - count / 20)).toBeLessThan(43.8 * (20 / 19))
    expect(inAll.every((one) => one > 0)).toBe(true)
  })

  it('reaches the first and the last of a large population, and takes no time over it', () => {
    const population = upTo(100_000, 7)
    const drawn = drawSample(hash, seedOf('large'), population, 2_000)
    expect(ascending(drawn)[0]).toBeLessThan(1_000n)
    expect(ascending(drawn).at(-1)).toBeGreaterThan(99_000n)
  })

  it('is not drawn from what is out of order, or has a member twice', () => {
    expect(() => drawSample(hash, seedOf('x'), [2n, 1n], 1)).toThrow(RangeError)
    expect(() => drawSample(hash, seedOf('x'), [1n, 1n], 1)).toThrow(RangeError)
    expect(() => drawSample(hash, seedOf('x'), [1n], 0.5)).toThrow(RangeError)
  })

  it('is drawn the same by a stranger with a shell and sha256sum', () => {
    const seed = seedOf('stranger', 4_711n)
    const population = upTo(37, 100)
    const drawn = execFileSync(
      'bash',
      ['-euc', SHELL, 'draw', String(seed.size), seed.root, seed.nonce, '12'],
      {
        input: `${population.join('\n')}\n`,
        encoding: 'utf8',
      },
    )
    expect(drawn.trim().split('\n').map(BigInt)).toEqual(drawSample(hash, seed, population, 12))
  })
})

/** As docs/auditing.md has it. */
const SHELL = `
mapfile -t left
seed=$(printf 'despatch-sample/1\\n%s\\n%s\\n%s\\n' "$1" "$2" "$3" | sha256sum | cut -c1-64)
n=0
for ((taken = 0; taken < $4; )); do
  hex=$(printf 'despatch-draw/1\\n%s\\n%d\\n' "$seed" "$n" | sha256sum | cut -c1-12)
  n=$((n + 1)); number=$((16#$hex)); many=\${#left[@]}
  ((number < (1 << 48) - (1 << 48) % many)) || continue
  at=$((number % many)); echo "\${left[at]}"
  left=("\${left[@]:0:at}" "\${left[@]:at+1}"); taken=$((taken + 1))
done`
