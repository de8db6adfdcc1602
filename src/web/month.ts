import { one, type Typed } from './typed.ts'

/** A month in its two fields, as it was typed. */
export const typedMonth = (typed: Typed, name: string) => ({
  month: one(typed, name),
  year: one(typed, `${name}-year`),
})

/** The fields of a month, `YYYY-MM`. */
export const fieldsOfMonth = (name: string, month: string): Typed => ({
  [name]: [String(Number(month.slice(5)))],
  [`${name}-year`]: [month.slice(0, 4)],
})

/** A month that was typed in two fields, `YYYY-MM`; undefined where it is none. */
export function monthTyped(typed: Typed, name: string): string | undefined {
  const { month, year } = typedMonth(typed, name)
  if (!/^(0?[1-9]|1[0-2])$/.test(month) || !/^(19|20)\d{2}$/.test(year)) return undefined
  return `${year}-${month.padStart(2, '0')}`
}

/** The month so many before the one of `now`, in UTC. */
export function monthsBefore(now: Date, count: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, 1)).toISOString().slice(0, 7)
}
