import Type, { type Static } from 'typebox'
import {
  BasisCode,
  Consent,
  GuardianConsent,
  Marking,
  OtherConsent,
  Purpose,
  Urgency,
} from '../../domain/wire/referral-fields.ts'
import type { ReferralRequest } from '../../sdk/referral-request.ts'

const OrNone = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])

/**
 * What the options say in every statement that the watch signs, besides the way that it goes. Null where an option
 * was left out.
 */
export const Grounds = Type.Object(
  {
    marking: OrNone(Marking),
    /** in the order of their codes: which was named first says nothing */
    bases: Type.Array(BasisCode, { maxItems: 20 }),
    purpose: OrNone(Purpose),
    consent: OrNone(Consent),
    otherConsents: Type.Array(OtherConsent, { maxItems: 20 }),
    guardian: OrNone(GuardianConsent),
    urgency: OrNone(Urgency),
    /** working days from the day it is sent */
    respondByDays: OrNone(Type.Integer({ minimum: 0, maximum: 260 })),
  },
  { additionalProperties: false },
)
export type Grounds = Static<typeof Grounds>

/** The grounds as they are written down with what is sent on them, to be compared after a pause. */
export function groundsKept({
  grounds: { marking, bases = [], purpose, consent, otherConsents = [], guardian, urgency },
  respondByDays,
}: {
  grounds: Pick<
    ReferralRequest,
    'marking' | 'bases' | 'purpose' | 'consent' | 'otherConsents' | 'guardian' | 'urgency'
  >
  respondByDays: number | null
}): Grounds {
  return {
    marking: marking ?? null,
    bases: [...new Set(bases)].sort(),
    purpose: purpose ?? null,
    consent: consent ?? null,
    otherConsents,
    guardian: guardian ?? null,
    urgency: urgency ?? null,
    respondByDays,
  }
}

export const sameGrounds = (a: Grounds, b: Grounds): boolean => listed(a) === listed(b)

/** The descriptors of a marking stand in its own order, so they are compared as they are. */
const listed = ({
  marking,
  bases,
  purpose,
  consent,
  otherConsents,
  guardian,
  urgency,
  respondByDays,
}: Grounds): string =>
  JSON.stringify([
    marking && [marking.scheme, marking.level, marking.descriptors],
    ...[
      bases,
      purpose,
      consent,
      otherConsents,
      guardian && [guardian.consented, guardian.reference],
      urgency,
      respondByDays,
    ],
  ])
