import { CONSENT_STATES, NOT_ASKED_REASONS } from '../../../domain/consents.ts'
import type { Consent, ReferralFields } from '../../../domain/wire/referral-fields.ts'
import { codeInWords } from '../../form/labels.ts'
import { dayInWords } from '../../words.ts'

/** What was said of consent, in lines for whoever checks it: the names by which it was chosen. */
export const consentsToCheck = ({
  consent,
  otherConsents,
}: Pick<ReferralFields, 'consent' | 'otherConsents'>): string[] => [
  words(consent),
  ...otherConsents.map((other) => `${codeInWords(other.who)}: ${words(other.consent)}`),
]

function words({ state, on, why, written, reviewBy, told }: Consent): string {
  const name = CONSENT_STATES.find(({ code }) => code === state)?.name ?? state
  const reason = NOT_ASKED_REASONS.find(({ code }) => code === why)?.name
  return [
    `${name}${on === null ? '' : ` on ${dayInWords(on)}`}${written === true ? ', in writing' : ''}`,
    ...(reason === undefined ? [] : [reason.charAt(0).toLowerCase() + reason.slice(1)]),
    // What stands before anybody has answered looks the same: it must not read as somebody's answer.
    ...(state === 'not-sought' && why === null ? ['nobody has said why yet'] : []),
    ...(reviewBy === null ? [] : [`reviewed by ${dayInWords(reviewBy)}`]),
    ...(told === null ? [] : [told ? 'they were told' : 'they were not told']),
  ].join('; ')
}
