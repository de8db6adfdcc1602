import { HEALTH_AND_SOCIAL_CARE } from './bodies.ts'
import { consentGroups } from './consents.ts'
import { dayOf } from './day.ts'
import type { Reason } from './decide.ts'
import type { LegalBasis } from './legal-bases.ts'
import { bodiesOfMailbox } from './mailbox-bodies.ts'
import { rulesOf } from './rule-sets.ts'
import { GUIDANCE, isPersonal } from './rules/case.ts'
import type { Directory } from './wire/directory.ts'
import type { ReferralFields } from './wire/referral-fields.ts'

/**
 * The step between the legal basis and the conditions of data protection (L13): what the guidance asks whoever shares to have
 * considered, and what is sent does not say that they have. It is asked before something is sent, and refuses nothing: the law has
 * no list to be ticked off, and naming a ground records that it was weighed.
 *
 * @returns nothing for what identifies nobody, or where the agreement is not known
 */
export function considerationsOf(fields: ReferralFields, directory: Directory, now: Date): Reason[] {
  const day = dayOf(now)
  const agreement = directory.agreements.find(
    ({ id, version }) => id === fields.agreement.id && version === fields.agreement.version,
  )
  if (!isPersonal(fields) || agreement === undefined) return []
  const { bases } = rulesOf(agreement, day)
  /** What could be named of a sort; none where the rule set has none, or one is named. */
  const unnamed = (isOfSort: (basis: LegalBasis) => boolean): LegalBasis[] => {
    const sort = bases.filter(isOfSort)
    return sort.some(({ code }) => fields.bases.includes(code)) ? [] : sort
  }
  const reason = (sort: readonly LegalBasis[], example: string, sentence: string): Reason[] => {
    const [first] = sort
    if (first === undefined) return []
    const { code } = sort.find((basis) => basis.code === example) ?? first
    return [
      {
        rule: first.rule,
        statute: `${first.statute}; ${GUIDANCE}, section 2.4.2`,
        sentence: `${sentence} ${code}.`,
      },
    ]
  }
  const consented = consentGroups(fields).every(({ consent }) => consent.state === 'given')
  return [
    ...reason(
      unnamed(({ rule }) => rule === 'L9'),
      'hra-1998-art8-crime',
      'Sharing interferes with private life: is it necessary here, is it no more than is needed, and on which ground? To record it, name the ground, such as',
    ),
    ...(isOfHealth(fields, directory, agreement)
      ? reason(
          unnamed(({ rule }) => rule === 'L10'),
          'caldicott-1',
          'An agency of health or social care weighs the Caldicott Principles: does the purpose justify it, and is it the least that is needed? To record it, name the principle, such as',
        )
      : []),
    ...(consented
      ? []
      : reason(
          unnamed(({ effect }) => effect.type === 'confidence'),
          'common-law-crime',
          'Was any of it told in confidence, and not by those who agree to this? Then something has to outweigh that. To record it, name what does, such as',
        )),
  ]
}

function isOfHealth(
  { from }: ReferralFields,
  { mailboxes }: Directory,
  { signatories }: Directory['agreements'][number],
): boolean {
  const mailbox = mailboxes.find(({ address }) => address === from)
  const signatory = signatories.find(({ agency }) => agency === mailbox?.agency)
  return (
    signatory !== undefined &&
    bodiesOfMailbox(signatory, from).some((body) => HEALTH_AND_SOCIAL_CARE.some((one) => one === body))
  )
}
