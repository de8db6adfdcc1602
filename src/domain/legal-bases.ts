import type { Consent } from './wire/referral-fields.ts'

/**
 * What naming a basis does in the decision.
 *
 * - `power`, `duty`: the law that lets or makes an agency disclose
 * - `condition`: a condition for processing personal data (Schedule 2), or sensitive personal data (Schedule 3)
 * - `exemption`: lifts some restrictions; never stands in for a condition. `discloses` says that it also
 *   covers disclosure to recipients that no named power reaches
 */
export type BasisEffect =
  | { type: 'power'; recipients: 'relevant-authorities' }
  | { type: 'duty'; parties: 'relevant-authorities'; only: 'depersonalised' }
  | {
      type: 'condition'
      for: 'personal' | 'sensitive-personal'
      consent?: Extract<Consent, 'given' | 'refused'>
    }
  | { type: 'exemption'; discloses: boolean }

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

/** The Crime and Disorder Act 1998 is in force under both rule sets (S4 §2.4.1.1). */
export const CRIME_AND_DISORDER_ACT: readonly LegalBasis[] = [
  {
    code: 'cda-1998-s115',
    rule: 'L1',
    name: 'Power to disclose to a relevant authority',
    statute: 'Crime and Disorder Act 1998, section 115',
    sentence:
      'Anybody may disclose to a relevant authority, or to a person acting on its behalf, where it is necessary or expedient for a provision of the Act. It is a power, not a duty, and it does not override data protection, human rights or confidentiality.',
    effect: { type: 'power', recipients: 'relevant-authorities' },
  },
  {
    code: 'cda-1998-s17a',
    rule: 'L2',
    name: 'Duty to share depersonalised information',
    statute: 'Crime and Disorder Act 1998, section 17A',
    sentence:
      'A relevant authority must disclose to all other relevant authorities the depersonalised information of a prescribed description that is relevant to the reduction of crime and disorder.',
    effect: { type: 'duty', parties: 'relevant-authorities', only: 'depersonalised' },
  },
]

/** A list of bases as a lookup by code. */
export function basisOf(bases: readonly LegalBasis[], code: string): LegalBasis | undefined {
  return bases.find((basis) => basis.code === code)
}
