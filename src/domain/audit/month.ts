/** A calendar month, `YYYY-MM`. */
export type Month = string

/** First day and last day of a month, `YYYY-MM-DD`. @throws RangeError when it is none */
export function daysOfMonth(month: Month): { since: string; until: string } {
  const [, year, number] = /^([0-9]{4})-(0[1-9]|1[0-2])$/.exec(month) ?? []
  if (year === undefined || number === undefined) throw new RangeError('a month is written as 2010-03')
  const last = new Date(Date.UTC(Number(year), Number(number), 0)).getUTCDate()
  return { since: `${month}-01`, until: `${month}-${String(last).padStart(2, '0')}` }
}

/** How far a time of a record may lie outside a month of the register, in ms: a sender's clock and the way here, each an hour. */
const CLOCKS_MS = 2 * 3_600_000

/** Whether a time is of the month for certain (`within`), certainly not (`outside`), or too near its ends to tell (`near`). */
export function placeInMonth(month: Month, time: string): 'within' | 'near' | 'outside' {
  const { since, until } = daysOfMonth(month)
  const [first, last] = [Date.parse(`${since}T00:00:00Z`), Date.parse(`${until}T00:00:00Z`) + 86_400_000]
  const at = Date.parse(time)
  if (at >= first + CLOCKS_MS && at < last - CLOCKS_MS) return 'within'
  return at < first - CLOCKS_MS || at >= last + CLOCKS_MS ? 'outside' : 'near'
}

/** Whether a time, in UTC, is of the month by its own word, whatever the clock that it was read from. */
export const isOfMonth = (month: Month, time: string): boolean => time.startsWith(`${month}-`)
