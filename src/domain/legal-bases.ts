import { type Body, HEALTH_AND_SOCIAL_CARE } from './bodies.ts'
import type { LegalClass } from './wire/agreement.ts'
import type { Category, ConsentState } from './wire/referral-fields.ts'

/**
 * A data protection regime: conditions of one are never completed by conditions of another. Law-enforcement
 * processing (Data Protection Act 2018, Part 3) stands beside the UK GDPR and replaces it whole.
 */
export type RegimeId = 'dpa-1998' | 'uk-gdpr' | 'law-enforcement'

/** What the law asks of an agency: to be of any one of the classes, or to be any one of the bodies. */
export type AnyOf = { classes?: readonly LegalClass[]; bodies?: readonly Body[] }

/** Owed by `senders` to `recipients`, of any one of the pairs in `between`. `owed` says it in words. */
export type Duty = {
  type: 'duty'
  owed: string
  between: readonly { senders: AnyOf; recipients: AnyOf }[]
  /** What it covers; everything when left out. `instead`: the code for the other kind, where there is one. */
  only?: { covers: 'depersonalised' | 'personal'; instead?: string }
}

/** A condition for processing personal data, or sensitive personal data as a further one. */
export type Condition = {
  type: 'condition'
  for: 'personal' | 'sensitive-personal'
  regime: RegimeId
  /** The state of consent that it rests on. */
  consent?: Extract<ConsentState, 'given' | 'refused'>
  /** A state of consent with which it cannot be true. */
  unless?: Extract<ConsentState, 'given'>
  /** It is met only together with one of these codes; `says` names them in words, with the law that asks. */
  with?: { codes: readonly string[]; says: string; example: string }
  /** It does not reach information about (alleged) offences, or reaches nothing else. */
  covers?: 'special-categories' | 'offences'
  /** Who alone may use it, or who may not; `instead` is a sentence. */
  senders?: { only: AnyOf; are: string; instead: string } | { never: AnyOf; are: string; instead: string }
}

/**
 * What naming a basis does in the decision.
 *
 * - `power`: the law that lets an agency disclose, and to whom
 * - `duty`: the law that makes it disclose. It opens no way to a recipient, so the power is named as well
 * - `condition`: a condition for processing
 * - `exemption`: lifts some restrictions; never stands in for a condition. `discloses` says that it also
 *   covers disclosure to recipients that no named power reaches
 * - `confidence`: why a duty of confidence does not stand in the way; it replaces no power and no condition
 * - `supporting`: recorded, and changes no decision; it replaces no power and no condition
 */
export type BasisEffect =
  | { type: 'power'; recipients: readonly LegalClass[] }
  | Duty
  | Condition
  | { type: 'exemption'; regime: RegimeId; discloses: boolean }
  | { type: 'confidence' }
  | { type: 'supporting' }

/** A legal basis that a case worker can choose. `rule` is its id in the requirements. */
export type LegalBasis = {
  code: string
  rule: string
  name: string
  statute: string
  /** What it says, in a sentence for the person who chooses. */
  sentence: string
  effect: BasisEffect
}

/** A basis whose effect is a condition. */
export type ConditionBasis = LegalBasis & { effect: Condition }

/** Members' bodies, which no public authority is: the senders of the conditions for them. */
export const MEMBERS_BODIES = {
  never: { classes: ['responsible', 'relevant', 'competent'] },
  are: 'public authorities',
  instead: 'Choose another condition.',
} as const satisfies Condition['senders']

/** Who alone may use a condition for health and social care: whoever treats and cares (D3). */
export const HEALTH_PROFESSIONALS = {
  only: { bodies: [...HEALTH_AND_SOCIAL_CARE, 'youth-offending', 'voluntary-specialist'] },
  are: 'agencies that treat or care for people',
  instead: 'Choose another condition.',
} as const satisfies Condition['senders']

export function isCondition(basis: LegalBasis): basis is ConditionBasis {
  return basis.effect.type === 'condition'
}

/** People about whom a referral says that they (may) have committed an offence, or how a court dealt with it. */
export const OFFENCE_CATEGORIES: readonly Category[] = ['suspected-perpetrator', 'subject-of-order']

/** S4 §2.4.2.5 (D8). */
export const WHEN_UNCERTAIN =
  'If you are uncertain which legal basis there is, ask your Designated Liaison Officer before you share.'

/** A list of bases as a lookup by code. */
export function basisOf(bases: readonly LegalBasis[], code: string): LegalBasis | undefined {
  return bases.find((basis) => basis.code === code)
}

/** Bases that open nothing: recorded only, or lifting a duty of confidence. From rows of code, name and sentence. */
export function supporting(
  rule: string,
  statute: string,
  rows: readonly (readonly [code: string, name: string, sentence: string])[],
  type: 'supporting' | 'confidence' = 'supporting',
): LegalBasis[] {
  return rows.map(([code, name, sentence]) => ({
    code,
    rule,
    name,
    statute,
    sentence,
    effect: { type },
  }))
}
