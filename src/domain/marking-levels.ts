import type { Scheme } from './wire/referral-fields.ts'

/**
 * The two government marking schemes. GPMS: the Government Protective Marking System, to April 2014.
 * GSC: the Government Security Classifications since. Their levels do not correspond officially, so a level of
 * one is never compared with a level of the other.
 */

/** Every level of each scheme, lowest first. Those above a rule set's ceiling are known so that they can be refused. */
export const LEVELS: Readonly<Record<Scheme, readonly string[]>> = {
  GPMS: ['NOT PROTECTIVELY MARKED', 'PROTECT', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET', 'TOP SECRET'],
  GSC: ['OFFICIAL', 'OFFICIAL-SENSITIVE', 'SECRET', 'TOP SECRET'],
}

/** Whether the scheme has such a level. */
export function isLevel(scheme: Scheme, level: string): boolean {
  return LEVELS[scheme].includes(level)
}

/**
 * Whether `level` is no higher than `highest`. Two schemes, or a level that its scheme does not have, are never
 * within one another.
 */
export function isWithin(
  marking: { scheme: Scheme; level: string },
  highest: { scheme: Scheme; level: string },
): boolean {
  if (marking.scheme !== highest.scheme) return false
  const place = LEVELS[marking.scheme].indexOf(marking.level)
  return place >= 0 && place <= LEVELS[highest.scheme].indexOf(highest.level)
}
