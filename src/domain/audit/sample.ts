/**
 * Samples that nobody can steer. Whoever draws chooses 32 random bytes (the nonce) and has their SHA-256 entered in the log
 * (the announcement); the tree that ends with that entry gives the rest of the seed. The service does not know the nonce when it
 * orders the entries, and whoever chose it could not know the root.
 *
 * With `sha256sum` and the signed report anybody can do it again: docs/auditing.md shows how, line by line.
 */

/** SHA-256, an argument as everywhere in the log's mathematics. */
type Hash = (data: Uint8Array) => Uint8Array

/** The tree that ends with the announcement, and what was announced only as a digest. */
export type SampleSeed = {
  /** entries up to and with the announcement's own */
  size: bigint
  /** the root of exactly those, 32 bytes in base64 */
  root: string
  /** 32 bytes in base64 */
  nonce: string
}

/** What one number is read from, in bits: few enough for exact arithmetic here and in a shell. */
const DRAWN_BITS = 48
const DRAWN_FROM = 2 ** DRAWN_BITS
const encoder = new TextEncoder()

/** What is hashed to the seed: four lines. */
export const seedText = ({ size, root, nonce }: SampleSeed): string =>
  `despatch-sample/1\n${size}\n${root}\n${nonce}\n`

/** What is hashed for number `n` of the stream (0, 1, …): three lines; the seed in lower-case hex. */
export const drawText = (seed: string, n: number): string => `despatch-draw/1\n${seed}\n${n}\n`

/**
 * Draws `count` of the population, each member as likely as any other; all of it when it is no larger.
 *
 * Number n of the stream is the first 48 bits of SHA-256({@link drawText}), big-endian. Of what is left, in ascending order, the
 * member at that number modulo how many are left is taken; a number from the last, incomplete round of the modulus on is passed
 * over, or the first members would be likelier.
 *
 * @param population indexes of leaves, ascending, each once
 * @returns in the order of the draw
 * @throws RangeError when the population is out of order, or count is no whole number
 */
export function drawSample(
  hash: Hash,
  seed: SampleSeed,
  population: readonly bigint[],
  count: number,
): bigint[] {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError('a sample has a whole number of members')
  demandAscending(population)
  const numbers = numbersBelow(hash, toHex(hash(encoder.encode(seedText(seed)))))
  /** places in the population, ascending */
  const taken: number[] = []
  const drawn: bigint[] = []
  while (drawn.length < count && drawn.length < population.length) {
    const place = freePlace(taken, numbers(population.length - taken.length))
    const member = population[place.at]
    if (member === undefined) throw new RangeError('there is no such place')
    taken.splice(place.before, 0, place.at)
    drawn.push(member)
  }
  return drawn
}

/** Which place is number `n` (from 0) of those that are free, and how many taken ones lie before it. */
function freePlace(taken: readonly number[], n: number): { at: number; before: number } {
  let [low, high] = [0, taken.length]
  // Before taken place number k lie `taken[k] - k` free ones, which never falls.
  while (low < high) {
    const middle = (low + high) >> 1
    if ((taken[middle] ?? 0) - middle <= n) low = middle + 1
    else high = middle
  }
  return { at: n + low, before: low }
}

/** Numbers below a bound that is given each time, from one stream. */
function numbersBelow(hash: Hash, seed: string): (bound: number) => number {
  let next = 0
  return (bound) => {
    const rounds = DRAWN_FROM - (DRAWN_FROM % bound)
    for (;;) {
      const digest = hash(encoder.encode(drawText(seed, next)))
      next += 1
      const number = digest.subarray(0, DRAWN_BITS / 8).reduce((sum, byte) => sum * 256 + byte, 0)
      if (number < rounds) return number % bound
    }
  }
}

function demandAscending(population: readonly bigint[]): void {
  for (let at = 1; at < population.length; at += 1)
    if ((population[at - 1] ?? 0n) >= (population[at] ?? 0n))
      throw new RangeError('a population is in ascending order, and has each member once')
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
