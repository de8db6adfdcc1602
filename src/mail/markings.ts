import { markingOfLine, markingOfSubject } from '../domain/marking.ts'
import type { Marking } from '../domain/wire/referral-fields.ts'

/** Every marking that a mail bears: at the beginning of its subject, and as first and last line of its text. */
export function markingsOf({ subject, text }: { subject: string; text: string }): Marking[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return [
    markingOfSubject(subject),
    markingOfLine(lines.at(0) ?? ''),
    markingOfLine(lines.at(-1) ?? ''),
  ].filter((marking) => marking !== null)
}
