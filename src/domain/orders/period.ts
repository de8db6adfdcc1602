import type { Ages, Period } from './order-type.ts'

/** Counting of days, months and ages as orders do. Days are `YYYY-MM-DD`, which compare as text. */

/** The day with the same number `period` later; the last of the month where that month is shorter. */
export function correspondingDay(day: string, { count, unit }: Period): string {
  if (unit === 'hours') throw new Error('A period of hours has no corresponding day.')
  const [year, month, date] = parts(day)
  const months = year * 12 + month - 1 + count * (unit === 'years' ? 12 : 1)
  const last = daysIn(Math.floor(months / 12), (months % 12) + 1)
  return written(Math.floor(months / 12), (months % 12) + 1, Math.min(date, last))
}

/**
 * The last day of a period that begins with `day`: the day before the corresponding one. From 29 February it is the
 * 28th of a year without a 29th, since there the day that would correspond does not come.
 */
export function lastDayOf(day: string, period: Period): string {
  const end = correspondingDay(day, period)
  return end.slice(8) === day.slice(8) ? dayBefore(end) : end
}

export function dayAfter(day: string): string {
  const [year, month, date] = parts(day)
  if (date < daysIn(year, month)) return written(year, month, date + 1)
  return month === 12 ? written(year + 1, 1, 1) : written(year, month + 1, 1)
}

function dayBefore(day: string): string {
  const [year, month, date] = parts(day)
  if (date > 1) return written(year, month, date - 1)
  return month === 1 ? written(year - 1, 12, 31) : written(year, month - 1, daysIn(year, month - 1))
}

/** Age in whole years on a day; somebody born on 29 February is a year older on 1 March of a year without one. */
export function ageOn(born: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4))
  return day.slice(4) < born.slice(4) ? years - 1 : years
}

export function isOfAge(age: number, { from = 0, under = Number.POSITIVE_INFINITY }: Ages): boolean {
  return from <= age && age < under
}

/** Hours from one moment to another by the clock on the wall: a night when the clocks change counts as any other. */
export function hoursBetween(
  from: { date: string; time: string },
  to: { date: string; time: string },
): number {
  return (minuteOf(to) - minuteOf(from)) / 60
}

/** A period as a sentence says it: `2 years`, `1 month`. */
export function formatPeriod({ count, unit }: Period): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`
}

function minuteOf({ date, time }: { date: string; time: string }): number {
  const [year, month, day] = parts(date)
  return Date.UTC(year, month - 1, day, Number(time.slice(0, 2)), Number(time.slice(3, 5))) / 60_000
}

function parts(day: string): [year: number, month: number, date: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))]
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Years are kept to four digits, so that days still compare as text. */
function written(year: number, month: number, date: number): string {
  if (year > 9999) return '9999-12-31'
  const padded = (number: number, width: number) => String(number).padStart(width, '0')
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(date, 2)}`
}
