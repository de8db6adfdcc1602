import { addDays } from '../day.ts'
import type { CaseAction } from './case-text.ts'

/** An open action is spoken of for so many days before its own. */
export const DUE_SOON_DAYS = 14

/**
 * Whether an open action is past its day, or that day is near. Nobody but the team's own machines can say so: the service, which
 * sends notices, cannot read a case.
 *
 * @param today `YYYY-MM-DD`
 */
export function dueOf(
  { status, due }: Pick<CaseAction, 'status' | 'due'>,
  today: string,
): 'overdue' | 'soon' | null {
  if (status !== 'open' || due === null) return null
  if (due < today) return 'overdue'
  return due <= addDays(today, DUE_SOON_DAYS) ? 'soon' : null
}
