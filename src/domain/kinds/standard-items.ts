import { field, type Part } from './layout.ts'
import type { Person } from './person.ts'

/** What a form shows of a standard item that its writer has nothing on. */
export const NOT_HELD = 'We hold nothing on this.'

/**
 * Which of a person's date of birth and address are not known. They are standard items of every case meeting (BP2, BP4, BP7), so
 * their absence is said: incomplete information is shared and declared to be so (PR3).
 */
export function notKnownParts({ dateOfBirth, address }: Person): Part[] {
  const missing = [
    ...(dateOfBirth === undefined ? ['date of birth'] : []),
    ...(address === undefined ? ['address'] : []),
  ]
  return missing.length === 0 ? [] : [field('Not known', missing.join(', '))]
}
