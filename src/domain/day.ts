/**
 * Days are `YYYY-MM-DD`; being fixed-width they compare as text. Handling dates, accreditations and agreements
 * are whole days of the place where the partnership is, not of UTC: in summer the two differ for an hour.
 */
const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar day in the United Kingdom at a point in time. */
export function dayOf(now: Date): string {
  const parts = new Map(LONDON.formatToParts(now).map(({ type, value }) => [type, value]))
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
}

/** Whether `day` lies in the range, both ends included; `until` null means without end. */
export function within(day: string, range: { from: string; until: string | null }): boolean {
  return range.from <= day && (range.until === null || day <= range.until)
}

/** Whether somebody born on `born` is under 18 on `day`. */
export function isUnder18(born: string, day: string): boolean {
  const eighteenth = `${String(Number(born.slice(0, 4)) + 18).padStart(4, '0')}${born.slice(4)}`
  return day < eighteenth
}

/** The day some days on. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** The same day some years on; 28 February where there is none. */
export function addYears(day: string, years: number): string {
  const later = `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`
  return later.endsWith('-02-29') && !isLeap(Number(later.slice(0, 4))) ? `${later.slice(0, 8)}28` : later
}

/** The same day some months on; the last day of the month where there is none. */
export function addMonths(day: string, months: number): string {
  const count = Number(day.slice(5, 7)) - 1 + months
  const year = Number(day.slice(0, 4)) + Math.floor(count / 12)
  const first = `${String(year).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`
  const wanted = addDays(first, Number(day.slice(8)) - 1)
  if (wanted.slice(0, 7) === first.slice(0, 7)) return wanted
  return addDays(`${wanted.slice(0, 7)}-01`, -1)
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

const WORDS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

/** The day of a point in time as a sentence has it: 3 March 2010. */
export const dayInWords = (at: Date): string => WORDS.format(at)
