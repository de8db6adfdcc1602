import { hasKnownDescriptors } from '../domain/descriptors.ts'
import { isWithin, MarkingError, markingOfSubject, parseMarking } from '../domain/marking.ts'
import type { Marking } from '../domain/wire/referral-fields.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'

/**
 * The marking that mail from a partner is filed under: its own, from the beginning of its subject or the first line
 * of its text. Only the originator may lower a marking, so what the reader gives counts where the mail has none, or
 * to raise it.
 *
 * @param given what the reader says; null when they say nothing
 * @returns null when neither has one
 */
export function filedMarking(given: Marking | null, mail: { subject: string; text: string }): Marking | null {
  const firstLine = mail.text.trimStart().split('\n', 1)[0] ?? ''
  const own = markingOfSubject(mail.subject) ?? soleMarking(firstLine)
  if (given === null || own === null) return given ?? own
  return isWithin(own, given) ? given : own
}

/** The marking that mail was filed under before; null when it was not, or the service shows none that can be read. */
export const markingSoFar = ({ filed, marking }: Pick<ReferralView, 'filed' | 'marking'>): Marking | null =>
  filed === null || marking === null ? null : soleMarking(marking)

/** The marking that a line consists of; null when it says anything else. */
function soleMarking(line: string): Marking | null {
  try {
    const marking = parseMarking(line)
    return hasKnownDescriptors(marking) ? marking : null
  } catch (error) {
    if (error instanceof MarkingError) return null
    throw error
  }
}
