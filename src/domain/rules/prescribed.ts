import { BODIES } from '../bodies.ts'
import { beginsPeriod, heldBy, lastOfPeriod, REGULATIONS } from '../prescribed.ts'
import { type Case, type Finding, isPersonal, nameOf, needs, refused } from './case.ts'
import { isOf } from './misnamed.ts'

const DESCRIPTION = { rule: 'L3', statute: `${REGULATIONS}, regulation 2 and Schedule` }
const INTERVAL = { rule: 'L2', statute: `${REGULATIONS}, regulation 3` }

const DUTY = 'cda-1998-s17a'

/**
 * Section 17A is a duty to share what the Regulations describe, depersonalised and quarter by quarter (L2, L3). What is shared
 * late is broken duty and no unlawful sharing, so nothing is said of it; and whatever identifies nobody may be shared without
 * naming the duty (L14).
 */
export function prescribedRules({ fields, sender, day }: Case): Finding[] {
  const { bases, prescribed } = fields
  if (!bases.includes(DUTY)) {
    if (prescribed === null) return []
    return [
      refused(
        DESCRIPTION,
        `It says which prescribed information it is, and does not name the duty to share that: name ${DUTY} as well, or leave it out.`,
      ),
    ]
  }
  // That it covers no personal data is said already (`misnamed.ts`).
  if (isPersonal(fields)) return []
  if (prescribed === null) {
    return [
      needs(
        DESCRIPTION,
        'Section 17A covers what the Regulations of 2007 describe: say which description it is, such as police-crimes, and of which quarter, or leave the duty out, since depersonalised information needs no legal basis.',
      ),
    ]
  }
  // What an agency is that has not signed, nobody says; it is refused for that.
  const others = sender.standing
    ? prescribed.descriptions.filter((one) => !isOf(sender, { bodies: heldBy(one) }))
    : []
  return [
    ...others.map((one) =>
      refused(
        DESCRIPTION,
        `${one} is information of a ${heldBy(one)
          .map((body) => BODIES[body])
          .join(
            ', or of a ',
          )}, and by the agreement ${nameOf(sender)} is none. Choose another description, or leave the duty out.`,
      ),
    ),
    ...ofPeriod(prescribed.period, day),
  ]
}

function ofPeriod(period: string, day: string): Finding[] {
  if (!beginsPeriod(period)) {
    return [
      refused(
        INTERVAL,
        `No information period begins on ${period}: they begin on the first of January, April, July and October, from October 2007 on. Name the first day of the one that the information is of.`,
      ),
    ]
  }
  const last = lastOfPeriod(period)
  if (last < day) return []
  return [
    refused(
      INTERVAL,
      `The information period from ${period} to ${last} is not over, and the duty is to share it when it is. Name an earlier one, or leave the duty out.`,
    ),
  ]
}
