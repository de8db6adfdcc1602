import { endedRow } from '../rule-amendments.ts'
import type { Row } from '../wire/trust/rules.ts'
import type { Case } from './case.ts'

/** That an amendment has ended a row, in a sentence that names it and gives its reason; null where none has. */
export function whyEnded(
  { rules, agreement }: Pick<Case, 'rules' | 'agreement'>,
  row: Row['row'],
  name: string,
): string | null {
  const end = endedRow(rules, { row, name })
  if (!end) return null
  const reason = /[.!?]$/.test(end.reason) ? end.reason : `${end.reason}.`
  return `${name} ended on ${end.since}, by edition ${end.edition} of the rules of ${agreement.id}: ${reason}`
}
