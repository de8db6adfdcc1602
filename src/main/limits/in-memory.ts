import { randomInt } from 'node:crypto'
import type { Rate } from './rates.ts'

/** Keys that are told apart; together at most a few megabytes. */
const MOST_KEYS = 20_000
/** Places that further keys share. */
const SHARED_KEYS = 4_096

/** How much was used under a key in the window that runs, and how long that still runs. */
export type Count = { used: number; endsInMs: number }
export type Counter = { add(key: string, points: number): Promise<Count> }

/**
 * Counts in the memory of this process, in windows that begin for all keys at once, so that what one window held is
 * let go whole.
 *
 * A stranger with many addresses makes many keys. When there are more than can be told apart, those that come anew
 * share a few thousand places: they limit each other, and memory stays bounded. Where a stranger could so have others
 * refused, they are not counted instead (`crowd`).
 *
 * @param now milliseconds that only ever go on
 */
export function countInMemory(
  { windowSeconds, crowd = 'shared' }: Rate,
  now: () => number = () => performance.now(),
): Counter {
  const windowMs = windowSeconds * 1000
  // Nobody can know beforehand whose place is whose.
  const seed = randomInt(2 ** 32)
  let counts = new Map<string, number>()
  let shared = new Map<string, number>()
  let ends = 0
  return {
    async add(key, points) {
      const at = now()
      if (at >= ends) {
        counts = new Map()
        shared = new Map()
        ends = at + windowMs
      }
      const isKnown = counts.has(key)
      const isTold = isKnown || counts.size < MOST_KEYS
      if (!isTold && crowd === 'uncounted') return { used: 0, endsInMs: ends - at }
      const place = isTold ? key : placeOf(key, seed)
      const held = place === key ? counts : shared
      const used = (held.get(place) ?? 0) + points
      if (points > 0) held.set(place, used)
      return { used, endsInMs: ends - at }
    },
  }
}

/** FNV-1a over the text's code units: who shares a place need only be spread. */
function placeOf(key: string, seed: number): string {
  let sum = 0x811c9dc5 ^ seed
  for (let at = 0; at < key.length; at += 1) {
    sum = Math.imul(sum ^ key.charCodeAt(at), 0x01000193)
  }
  return String((sum >>> 0) % SHARED_KEYS)
}
