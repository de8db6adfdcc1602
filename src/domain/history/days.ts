/** A day for some entries of a log, by index: two octets for each entry, so that a million take two megabytes. */
export type Days = {
  /** the day that was set, as days since 1970; 0 where none is known */
  at(index: number): number
  set(index: number, day: number): void
  clear(index: number): void
  /** as plain values, to be kept: for each day how far each of its entries is behind the one before */
  keep(): KeptDays
}
export type KeptDays = [day: number, distances: number[]][]

const FIRST_SIZE = 1024
const MS_OF_DAY = 86_400_000
/** In 2149: what is kept for longer is held to that. */
const LAST_DAY = 65_535

/** `YYYY-MM-DD` as days since 1970; 0 for what is none. */
export function dayNumber(day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(Math.floor(ms / MS_OF_DAY), 0), LAST_DAY)
}

/** Days since 1970 as `YYYY-MM-DD`. */
export const dayNumbered = (day: number): string => new Date(day * MS_OF_DAY).toISOString().slice(0, 10)

/** @param kept what `keep` gave */
export function createDays(kept: KeptDays = []): Days {
  let days = new Uint16Array(FIRST_SIZE)
  const set = (index: number, day: number): void => {
    if (index >= days.length) {
      const larger = new Uint16Array(Math.max(days.length * 2, index + 1))
      larger.set(days)
      days = larger
    }
    days[index] = day
  }
  for (const [day, distances] of kept) {
    let index = 0
    for (const distance of distances) {
      index += distance
      set(index, day)
    }
  }
  return {
    at: (index) => days[index] ?? 0,
    set,
    clear(index) {
      if (index < days.length) days[index] = 0
    },
    keep() {
      const byDay = new Map<number, { last: number; distances: number[] }>()
      for (const [index, day] of days.entries()) {
        if (day === 0) continue
        const of = byDay.get(day) ?? { last: 0, distances: [] }
        byDay.set(day, of)
        of.distances.push(index - of.last)
        of.last = index
      }
      return Array.from(byDay, ([day, { distances }]) => [day, distances])
    },
  }
}
