import { markingOfLine, markingOfSubject } from '../domain/marking.ts'
import type { Marking } from '../domain/wire/referral-fields.ts'

/**
 * Every marking that a mail bears: at the beginning of its subject, and as first and last line of its text.
 *
 * @param added descriptors that amendments have added to rule sets
 */
export function markingsOf(
  { subject, text }: { subject: string; text: string },
  added: readonly string[] = [],
): Marking[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return [
    markingOfSubject(subject, added),
    markingOfLine(lines.at(0) ?? '', added),
    markingOfLine(lines.at(-1) ?? '', added),
  ].filter((marking) => marking !== null)
}
