import type { ConsentGroup } from '../consents.ts'
import type { Category, Consent } from '../wire/referral-fields.ts'
import type { Finding } from './case.ts'

/** What is found of some of the people, with who they are; of everybody alike as it stands. */
export function saidOf(
  { who, consent }: ConsentGroup,
  groups: readonly ConsentGroup[],
  findings: readonly Finding[],
): Finding[] {
  if (groups.length === 1) return [...findings]
  // Where everybody is named apart, that is refused by itself, and of the others there is nobody.
  if (who.length === 0) return []
  const of = `Of ${inWords(who)}, whose consent is ${stateInWords(consent)}: `
  return findings.map(({ outcome, reason }) => ({
    outcome,
    reason: { ...reason, sentence: `${of}${reason.sentence}` },
  }))
}

export const stateInWords = ({ state }: Consent): string => state.replace('-', ' ')

export const inWords = (who: readonly Category[]): string => who.join(', ').replaceAll('-', ' ')
