import type { Category, Consent, ConsentState, NotAsked, ReferralFields } from './wire/referral-fields.ts'

/** A choice that a person makes on the form. `rules`: its ids in the requirements. */
export type ConsentChoice = { code: ConsentState; name: string; rules: readonly string[]; sentence: string }

/**
 * The states of consent. Consent is seldom what sharing rests on: under a power it can be shared without (L1), but
 * a condition of permission, or of permission unreasonably withheld, is true only in its own state (D2, D3); what more must be
 * known of a state, `rules/consent.ts` asks.
 */
const STATES: Readonly<Record<ConsentState, Omit<ConsentChoice, 'code'>>> = {
  'not-needed': {
    name: 'Not needed',
    rules: ['L1', 'F14'],
    sentence:
      'The law lets or makes you share this without asking; it is good practice to tell the person all the same.',
  },
  given: {
    name: 'Given',
    rules: ['D2', 'D3'],
    sentence:
      'The person whom the information is about knows what is shared and why, and has agreed; a condition of permission rests on this. Say on which day.',
  },
  refused: {
    name: 'Refused',
    rules: ['D2', 'D3', 'L11'],
    sentence:
      'The person was asked and did not agree; it can be shared only where the law does not rest on permission, and no condition of permission may be named. Say on which day, and where it was told in confidence name an exception to the duty of confidence.',
  },
  'not-sought': {
    name: 'Not sought',
    rules: ['L1', 'L11'],
    sentence:
      'The person was not asked, for example because asking would prejudice the purpose or put somebody at risk; say by a code why, and more in the referral.',
  },
}

/** Every state of consent, in the order in which a person is offered them. */
export const CONSENT_STATES: readonly ConsentChoice[] = (
  ['not-needed', 'given', 'refused', 'not-sought'] as const satisfies readonly ConsentState[]
).map((code) => ({ code, ...STATES[code] }))

/** Why people were not asked, as a person chooses it. `rules`: its ids in the requirements. */
export type NotAskedChoice = { code: NotAsked; name: string; rules: readonly string[]; sentence: string }

/** From the exceptions of the guidance to asking (L11), and from what its meetings of treatment groups weigh (BP6). */
const REASONS: Readonly<Record<NotAsked, Omit<NotAskedChoice, 'code'>>> = {
  prejudice: {
    name: 'Asking would prejudice',
    rules: ['D5', 'BP6'],
    sentence:
      'Asking would be likely to prejudice the prevention or detection of crime, or the apprehension or prosecution of offenders.',
  },
  risk: {
    name: 'Asking would put at risk',
    rules: ['L11', 'BP5'],
    sentence: 'Asking would be likely to put somebody at risk of harm, whether the person or another.',
  },
  'law-requires': {
    name: 'The law requires it',
    rules: ['L11', 'D6'],
    sentence: 'The law or the order of a court requires it to be shared, whatever the person would answer.',
  },
  'not-practicable': {
    name: 'No time or no way to ask',
    rules: ['L11'],
    sentence: 'The person could not be found, or not in the time in which sharing it helps.',
  },
  'cannot-consent': {
    name: 'Not able to decide',
    rules: ['D3'],
    sentence: 'The person cannot consent, for want of age or understanding, and nobody can in their place.',
  },
}

/** Every reason not to ask, in the order in which a person is offered them. */
export const NOT_ASKED_REASONS: readonly NotAskedChoice[] = (
  [
    'prejudice',
    'risk',
    'law-requires',
    'not-practicable',
    'cannot-consent',
  ] as const satisfies readonly NotAsked[]
).map((code) => ({ code, ...REASONS[code] }))

/** Of a state of consent nothing more is known. */
export function consentOf(state: ConsentState, more: Partial<Omit<Consent, 'state'>> = {}): Consent {
  return { state, on: null, why: null, written: null, reviewBy: null, told: null, ...more }
}

/** Consent of a disclosure that the law lets or makes be made without asking. */
export const NOT_NEEDED: Consent = consentOf('not-needed')

/** What was recorded of consent, in a line for an auditor: `given on 2010-02-01 in writing, to be reviewed by 2011-02-01`. */
export function consentInWords({ state, on, why, written, reviewBy, told }: Consent): string {
  return [
    [
      state,
      on === null ? '' : ` on ${on}`,
      written === true ? ' in writing' : '',
      why === null ? '' : ` (${why})`,
    ].join(''),
    ...(reviewBy === null ? [] : [`to be reviewed by ${reviewBy}`]),
    ...(told === null ? [] : [told ? 'they were told' : 'they were not told']),
  ].join(', ')
}

/** Some of the people whom a referral is about, by their categories, with their consent. */
export type ConsentGroup = { who: readonly Category[]; consent: Consent }

/** Everybody whom it is about by their consent: those of whom nothing else is said first. */
export function consentGroups({
  consent,
  otherConsents,
  categories,
}: Pick<ReferralFields, 'consent' | 'otherConsents' | 'categories'>): [ConsentGroup, ...ConsentGroup[]] {
  const apart = otherConsents.map(({ who }) => who)
  return [
    { who: categories.filter((one) => !apart.includes(one)), consent },
    ...otherConsents.map((other) => ({ who: [other.who], consent: other.consent })),
  ]
}

/** All that was recorded of consent, in a line: `not-sought (risk); of victim: given on 2010-02-01`. */
export function consentsInWords({
  consent,
  otherConsents,
}: Pick<ReferralFields, 'consent' | 'otherConsents'>): string {
  return [
    consentInWords(consent),
    ...otherConsents.map((other) => `of ${other.who}: ${consentInWords(other.consent)}`),
  ].join('; ')
}
