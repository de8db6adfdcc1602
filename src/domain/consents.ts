import type { Consent } from './wire/referral-fields.ts'

/** A choice that a person makes on the form. `rules`: its ids in the requirements. */
export type ConsentState = { code: Consent; name: string; rules: readonly string[]; sentence: string }

/**
 * The states of consent. Consent is seldom what sharing rests on: under a power it can be shared without (L1), but
 * a condition of permission, or of permission unreasonably withheld, is true only in its own state (D2, D3).
 */
const STATES: Readonly<Record<Consent, Omit<ConsentState, 'code'>>> = {
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
      'The person whom the information is about knows what is shared and why, and has agreed; a condition of permission rests on this.',
  },
  refused: {
    name: 'Refused',
    rules: ['D2', 'D3'],
    sentence:
      'The person was asked and did not agree; it can be shared only where the law does not rest on permission, and no condition of permission may be named.',
  },
  'not-sought': {
    name: 'Not sought',
    rules: ['L1', 'L11'],
    sentence:
      'The person was not asked, for example because asking would prejudice the purpose or put somebody at risk; say why in the referral.',
  },
}

/** Every state of consent, in the order in which a person is offered them. */
export const CONSENT_STATES: readonly ConsentState[] = (
  ['not-needed', 'given', 'refused', 'not-sought'] as const satisfies readonly Consent[]
).map((code) => ({ code, ...STATES[code] }))
