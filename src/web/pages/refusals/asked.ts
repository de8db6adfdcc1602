import type { FieldError } from '../../components/error-summary.tsx'
import { dayTyped, one, type Typed } from '../../typed.ts'
import type { RefusalAsked } from '../../worker/audit/refusals.ts'

const NAMES = ['rule', 'since', 'until'] as const satisfies (keyof RefusalAsked)[]

/** What an address asks for. */
export const askedIn = (query: Readonly<Record<string, string>>): RefusalAsked =>
  Object.fromEntries(NAMES.flatMap((name) => (query[name] ? [[name, query[name]]] : [])))

/** The address that asks for it: rules and days name nobody. */
export function addressOf(asked: RefusalAsked, after?: string): string {
  const query = new URLSearchParams({ ...asked, ...(after === undefined ? {} : { after }) }).toString()
  return query === '' ? '/refusals' : `/refusals?${query}`
}

/** What was typed, or what is wrong with it. */
export function refusalsTyped(typed: Typed): { asked: RefusalAsked; faults: FieldError[] } {
  const rule = one(typed, 'rule').toUpperCase()
  const [since, until] = [dayTyped(typed, 'since'), dayTyped(typed, 'until')]
  const faults: FieldError[] = []
  if (rule !== '' && !/^[A-Z]{1,3}[0-9]{1,3}$/.test(rule))
    faults.push({ field: 'rule', message: 'Enter a rule by its letter and number, such as D3' })
  if (since === undefined) faults.push({ field: 'since', message: 'Enter a real day, such as 27 3 2010' })
  if (until === undefined) faults.push({ field: 'until', message: 'Enter a real day, such as 27 3 2010' })
  if (since && until && since > until)
    faults.push({ field: 'until', message: 'The last day must be the first day or later' })
  return {
    asked: { ...(rule === '' ? {} : { rule }), ...(since ? { since } : {}), ...(until ? { until } : {}) },
    faults,
  }
}
