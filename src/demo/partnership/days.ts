/** The day in UTC, `YYYY-MM-DD`: never later than the day in the partnership's place, so what begins today is in force. */
export const utcDay = (time: Date): string => time.toISOString().slice(0, 10)

/** The same day some years on; of 29 February, the day after in years without one. */
export function addYears(day: string, years: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return utcDay(date)
}

/** The same moment some years on. */
export function yearsLater(time: Date, years: number): Date {
  const later = new Date(time)
  later.setUTCFullYear(later.getUTCFullYear() + years)
  return later
}
