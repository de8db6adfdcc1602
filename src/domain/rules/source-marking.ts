import { formatMarking, isLevel, isWithin } from '../marking.ts'
import { type Finding, GUIDANCE, refused, type Uncovered } from './case.ts'

const SOURCE = { rule: 'M11', statute: `${GUIDANCE}, section 3.4` }

/**
 * What answers a referral is marked no lower than that: it tells at least that it was sent, and often what it said. Only its
 * originator may mark it anew (M11). Between the two schemes nothing can be compared; a level that the scheme of the agreement
 * does not have is refused by itself.
 */
export function sourceMarkingRules({ fields: { marking }, answers }: Uncovered): Finding[] {
  const source = answers?.marking ?? null
  if (source === null || marking.scheme !== source.scheme || !isLevel(marking.scheme, marking.level))
    return []
  if (isWithin(source, marking)) return []
  return [
    refused(
      SOURCE,
      `It answers what is marked ${formatMarking(source)}, and is marked ${formatMarking(marking)}: nothing is marked below what it draws on. Mark it ${source.level}, or ask whoever sent that to mark it anew.`,
    ),
  ]
}
