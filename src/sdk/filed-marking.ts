import { highestOf, isWithin } from '../domain/marking.ts'
import type { Marking } from '../domain/wire/referral-fields.ts'
import { markingsOf } from '../mail/markings.ts'

/**
 * The marking that mail from a partner is filed under: its own, the highest of what begins its subject and what is the
 * first or the last line of its text. Only the originator may lower a marking, so what the reader gives counts where the mail has none, or
 * to raise it.
 *
 * @param given what the reader says; null when they say nothing
 * @param added descriptors that amendments have added to rule sets
 * @returns null when neither has one
 */
export function filedMarking(
  given: Marking | null,
  mail: { subject: string; text: string },
  added: readonly string[] = [],
): Marking | null {
  return notBelow(ownMarking(mail, added), given)
}

/** The marking that the reader gives, but never below the mail's own; null when there is neither. */
export function notBelow(own: Marking | null, given: Marking): Marking
export function notBelow(own: Marking | null, given: Marking | null): Marking | null
export function notBelow(own: Marking | null, given: Marking | null): Marking | null {
  if (given === null || own === null) return given ?? own
  return isWithin(own, given) ? given : own
}

/** Where subject and text are of two schemes, the subject counts: nothing says which is higher. */
function ownMarking(mail: { subject: string; text: string }, added: readonly string[]): Marking | null {
  const found = markingsOf(mail, added)
  return highestOf(found) ?? found[0] ?? null
}
