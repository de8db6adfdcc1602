import { FILTER_NAMES, type Filters } from '../../worker/audit/filters.ts'

/** The filters that stand in an address. What else stands there is left. */
export function filtersIn(query: Readonly<Record<string, string>>): Filters {
  const filters: Filters = {}
  for (const name of FILTER_NAMES) if (query[name]) filters[name] = query[name]
  return filters
}

/** A page with these filters, from a place on. */
export function addressOf(path: string, filters: Filters, after?: string): string {
  const query = new URLSearchParams(filters)
  if (after !== undefined) query.set('after', after)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
