import { addDays } from './day.ts'

/**
 * The working days of England and Wales: every day but Saturdays, Sundays and bank holidays. Days are `YYYY-MM-DD`.
 *
 * The bank holidays are a few rules of the Banking and Financial Dealings Act 1971, Schedule 1, two days of the common law
 * (Good Friday, Christmas Day), and what proclamations under its section 1 have added or moved. That is less than a library
 * of the holidays of the world, and runs in a browser as it is. What is proclaimed in years to come is added below: until
 * then an answer is asked for a day early, and never a day late.
 */

/** Days that proclamations have added, once each. */
const ONCE: readonly string[] = [
  '1977-06-07', // Silver Jubilee
  '1981-07-29', // wedding of the Prince of Wales
  '1999-12-31', // Millennium Eve
  '2002-06-03', // Golden Jubilee
  '2011-04-29', // wedding of Prince William
  '2012-06-05', // Diamond Jubilee
  '2022-06-03', // Platinum Jubilee
  '2022-09-19', // State Funeral of Queen Elizabeth II
  '2023-05-08', // Coronation of King Charles III
]

/** Holidays that proclamations have moved for a year, by the day that they would have had. */
const MOVED: ReadonlyMap<string, string> = new Map([
  ['1995-05-01', '1995-05-08'], // fifty years after the end of the war in Europe
  ['2002-05-27', '2002-06-04'],
  ['2012-05-28', '2012-06-04'],
  ['2020-05-04', '2020-05-08'], // seventy-five years after
  ['2022-05-30', '2022-06-02'],
])

/** Whether offices work on that day. */
export function isWorkingDay(day: string): boolean {
  return !isWeekend(day) && !holidaysOf(yearOf(day)).includes(day)
}

/**
 * The `n`-th working day after `day`, which is not counted itself; with 0 that day, or the first working day after it where
 * it is none. With a negative `n` the working day so many before.
 */
export function addWorkingDays(day: string, n: number): string {
  const step = n < 0 ? -1 : 1
  let found = day
  if (n === 0) {
    while (!isWorkingDay(found)) found = addDays(found, 1)
    return found
  }
  for (let left = Math.abs(n); left > 0; ) {
    found = addDays(found, step)
    if (isWorkingDay(found)) left -= 1
  }
  return found
}

/** The working days after `from` until `to`, which is counted where it is one; negative where `to` is the earlier day. */
export function workingDaysBetween(from: string, to: string): number {
  if (to < from) return -workingDaysBetween(to, from)
  let count = weekdaysUntil(to) - weekdaysUntil(from)
  // No holiday is at a weekend, where it would be taken off twice.
  for (let year = yearOf(from); year <= yearOf(to); year += 1)
    count -= holidaysOf(year).filter((day) => from < day && day <= to).length
  return count
}

/** The latest day since which `n` working days, one at least, have begun: `workingDaysBetween` it and `today` is `n` or more. */
export function workingDaysAgo(today: string, n: number): string {
  const first = isWorkingDay(today) ? n - 1 : n
  return addDays(first === 0 ? today : addWorkingDays(today, -first), -1)
}

/** Those of the years that were asked for: lists ask for the same few again and again. */
const KNOWN = new Map<number, readonly string[]>()

function holidaysOf(year: number): readonly string[] {
  const days = KNOWN.get(year) ?? bankHolidays(year)
  KNOWN.set(year, days)
  return days
}

/** The bank holidays of a year in England and Wales, from 1978; in order. A holiday at a weekend stands as its substitute. */
export function bankHolidays(year: number): string[] {
  const easter = easterSunday(year)
  const usual = [
    substitute(`${year}-01-01`),
    addDays(easter, -2),
    addDays(easter, 1),
    firstMonday(`${year}-05-01`),
    lastMonday(`${year}-05-31`),
    lastMonday(`${year}-08-31`),
    ...christmas(year),
  ]
  const once = ONCE.filter((day) => day.startsWith(`${year}-`))
  return [...usual.map((day) => MOVED.get(day) ?? day), ...once].sort()
}

/** Christmas Day and Boxing Day: what of them is at a weekend is had on the working days after both. */
function christmas(year: number): [string, string] {
  const day = weekday(`${year}-12-25`)
  if (day === FRIDAY) return [`${year}-12-25`, `${year}-12-28`]
  if (day === SATURDAY) return [`${year}-12-27`, `${year}-12-28`]
  if (day === SUNDAY) return [`${year}-12-26`, `${year}-12-27`]
  return [`${year}-12-25`, `${year}-12-26`]
}

const SUNDAY = 0
const MONDAY = 1
const FRIDAY = 5
const SATURDAY = 6

const yearOf = (day: string): number => Number(day.slice(0, 4))
/** Days from Monday to Friday since a Monday before any of these calendars; the day itself counted. */
function weekdaysUntil(day: string): number {
  const days = Date.parse(`${day}T00:00:00Z`) / 86_400_000 - Date.parse('0001-01-01T00:00:00Z') / 86_400_000
  const weeks = Math.floor(days / 7)
  return weeks * 5 + Math.min(days - weeks * 7 + 1, 5)
}
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()
const isWeekend = (day: string): boolean => [SATURDAY, SUNDAY].includes(weekday(day))
const substitute = (day: string): string => (isWeekend(day) ? firstMonday(day) : day)
const firstMonday = (from: string): string => addDays(from, (MONDAY - weekday(from) + 7) % 7)
const lastMonday = (until: string): string => addDays(until, -((weekday(until) - MONDAY + 7) % 7))

/** Easter Sunday by the Gregorian reckoning (Meeus, Jones and Butcher). */
function easterSunday(year: number): string {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const place = epact + toSunday - 7 * late + 114
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${year}-${two(Math.floor(place / 31))}-${two((place % 31) + 1)}`
}
