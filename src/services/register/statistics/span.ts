import { problem } from '../../../domain/problems.ts'
import { MOST_MONTHS, type StatisticsQuery } from '../../../domain/wire/statistics-response.ts'

/** The months that are counted, and the first day of the first and of the one after the last. */
export type Span = { months: readonly string[]; from: string; end: string }

/** @throws ProblemError `invalid-request` for months in the wrong order, and for too many */
export function spanOf({ since, until }: StatisticsQuery): Span {
  if (since > until) throw problem('invalid-request', 'The last month is before the first.')
  const months: string[] = []
  for (let month = since; month <= until; month = monthAfter(month)) {
    if (months.length === MOST_MONTHS)
      throw problem('invalid-request', `At most ${MOST_MONTHS} months are counted at once.`)
    months.push(month)
  }
  return { months, from: `${since}-01`, end: `${monthAfter(until)}-01` }
}

function monthAfter(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number)
  return of === 12 ? `${year + 1}-01` : `${year}-${String(of + 1).padStart(2, '0')}`
}

/** Adds counts that come month by month up to one row for each key, a number for each month. */
export function createCounts<Key>({ months }: Span) {
  const places = new Map(months.map((month, at) => [month, at]))
  const rows = new Map<string, { of: Key; counts: number[] }>()
  return {
    add(id: string, of: Key, month: string, count: number): void {
      const row = rows.get(id) ?? { of, counts: months.map(() => 0) }
      rows.set(id, row)
      const at = places.get(month)
      if (at !== undefined) row.counts[at] = (row.counts[at] ?? 0) + count
    },
    /** The rows, those with the most first; of the same number by their ids. */
    list: (): { of: Key; counts: number[] }[] =>
      [...rows]
        .map(([id, row]) => ({ id, ...row, total: sum(row.counts) }))
        .sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1))
        .map(({ of, counts }) => ({ of, counts })),
  }
}

export const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

/** Several rows as one. */
export const added = ({ months }: Span, rows: readonly (readonly number[])[]): number[] =>
  months.map((_, at) => sum(rows.map((counts) => counts[at] ?? 0)))
