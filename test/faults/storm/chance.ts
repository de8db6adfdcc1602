/** Chance that can be had again: the same seed gives the same numbers, everywhere. */
export type Chance = {
  /** a whole number from 0 to `bound` - 1 */
  below(bound: number): number
  /** the same things in another order */
  shuffled<T>(things: readonly T[]): T[]
}

/** Mulberry32: thirty-two bits of state are enough to vary a test, and for nothing else. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
  return {
    below,
    shuffled: (things) =>
      things
        .map((thing) => ({ thing, rank: below(2 ** 31) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ thing }) => thing),
  }
}
