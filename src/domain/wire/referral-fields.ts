import Type, { type Static } from 'typebox'
import { Address, CalendarDate, Nullable, Slug, Thread, Time, Uuid } from './primitives.ts'

/** What the manifest and the terms both say of a referral, field by field. */

export const KINDS = [
  'asb-incident',
  'concern',
  'early-intervention',
  'evidence-request',
  'evidence-bundle',
  'court-order',
  'order-breach',
  'asb-panel-referral',
  'marac-referral',
  'marac-research',
  'ppo-nomination',
  'dip-notice',
  'information-request',
  'scrutiny-request',
  'reply',
  'note',
  'verbal-disclosure',
  'paper-disclosure',
] as const
export const KindName = Type.Enum([...KINDS])
export type KindName = (typeof KINDS)[number]

export const SCHEMES = ['GPMS', 'GSC'] as const
export type Scheme = (typeof SCHEMES)[number]

/** A protective marking. Which levels and descriptors exist is said by `domain/marking.ts`. */
export const Marking = Type.Object(
  {
    scheme: Type.Enum([...SCHEMES]),
    level: Type.String({
      pattern: '^[A-Z][A-Z -]{0,39}$',
      maxLength: 40,
      description: 'a marking level in capitals, such as RESTRICTED',
    }),
    descriptors: Type.Array(
      Type.String({
        pattern: '^[A-Z][A-Z /-]{0,39}$',
        maxLength: 40,
        description: 'a descriptor in capitals, such as PERSONAL',
      }),
      { maxItems: 4, uniqueItems: true },
    ),
  },
  { additionalProperties: false },
)
export type Marking = Static<typeof Marking>

/** The three purposes of S4 §2.3 (P1). */
export const PURPOSES = ['performance-monitoring', 'intelligence', 'services-to-individuals'] as const
export const Purpose = Type.Enum([...PURPOSES])
export type Purpose = (typeof PURPOSES)[number]

/** The case-level types of S4 §2.1 (M2), least sensitive first. */
export const DATA_CLASSES = ['none', 'depersonalised', 'personal', 'sensitive-personal'] as const
export const DataClass = Type.Enum([...DATA_CLASSES])
export type DataClass = (typeof DATA_CLASSES)[number]

/** Whom a referral is about. */
export const CATEGORIES = [
  'informer',
  'suspected-perpetrator',
  'subject-of-order',
  'victim',
  'witness',
  'young-person',
  'drug-treatment',
  'other-subject',
] as const
export const Category = Type.Enum([...CATEGORIES])
export type Category = (typeof CATEGORIES)[number]

/** The code of a legal basis; `domain/legal-bases.ts` says which there are. */
export const BasisCode = Type.String({
  pattern: '^[a-z0-9]{2,12}(?:-[a-z0-9]{1,12}){1,6}$',
  maxLength: 60,
  description: 'the code of a legal basis, such as cda-1998-s115',
})

export const CONSENTS = ['not-needed', 'given', 'refused', 'not-sought'] as const
export const ConsentState = Type.Enum([...CONSENTS])
export type ConsentState = (typeof CONSENTS)[number]

/** Why nobody was asked. Codes alone: what more there is to say stands, sealed, in the referral's justification. */
export const NOT_ASKED = ['prejudice', 'risk', 'law-requires', 'not-practicable', 'cannot-consent'] as const
export const NotAsked = Type.Enum([...NOT_ASKED])
export type NotAsked = (typeof NOT_ASKED)[number]

/**
 * Whether the people whom it is about agreed to it; `domain/rules/consent.ts` says what must be known of each state. Null is
 * what is not known, or is of another state.
 */
export const Consent = Type.Object(
  {
    state: ConsentState,
    /** the day of the answer, where it was asked for */
    on: Nullable(CalendarDate),
    /** where nobody was asked */
    why: Nullable(NotAsked),
    /** where it was given: whether in writing */
    written: Nullable(Type.Boolean()),
    /** where it was given: the last day on which it holds without being asked for anew */
    reviewBy: Nullable(CalendarDate),
    /** whether they were told that it is shared */
    told: Nullable(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type Consent = Static<typeof Consent>

/** The consent of some of the people, where it is not that of the others. */
export const OtherConsent = Type.Object({ who: Category, consent: Consent }, { additionalProperties: false })
export type OtherConsent = Static<typeof OtherConsent>

/**
 * That the Caldicott Guardian of the sender's agency consented (L10, U8): on which day, and the Guardian's office's own
 * reference, by which the agency finds who decided and why. Capitals and at least one digit, so that nobody's name fits.
 */
export const GuardianConsent = Type.Object(
  {
    consented: CalendarDate,
    reference: Type.String({
      pattern: '^(?=[^0-9]*[0-9])[A-Z0-9](?:[A-Z0-9./-]{0,38}[A-Z0-9])?$',
      maxLength: 40,
      description:
        "the Guardian's office's reference in capitals and digits, such as CG/2010/31, and no name",
    }),
  },
  { additionalProperties: false },
)
export type GuardianConsent = Static<typeof GuardianConsent>

/** What the Regulations of 2007 prescribe, description by description; `domain/prescribed.ts` says what each covers. */
export const DESCRIPTIONS = [
  'police-incidents',
  'police-crimes',
  'fire-incidents',
  'anti-social-behaviour',
  'environmental-crime',
  'racial-incidents',
  'school-exclusions',
  'road-collisions',
  'hospital-admissions',
  'domestic-abuse-admissions',
  'ambulance-calls',
] as const
export const Description = Type.Enum([...DESCRIPTIONS])
export type Description = (typeof DESCRIPTIONS)[number]

/** Which prescribed information it is (L2, L3): of which descriptions, of the information period that begins on which day. */
export const Prescribed = Type.Object(
  {
    descriptions: Type.Array(Description, { minItems: 1, maxItems: DESCRIPTIONS.length, uniqueItems: true }),
    period: CalendarDate,
  },
  { additionalProperties: false },
)
export type Prescribed = Static<typeof Prescribed>

export const REPLY_OUTCOMES = [
  'answered',
  'partly-answered',
  'nothing-held',
  'cannot-share',
  'returned-with-advice',
] as const
export const WITHHELD_REASONS = [
  'no-legal-basis',
  'cannot-depersonalise',
  'confidence',
  'consent-refused',
  'prejudice',
  'risk',
  'originator',
] as const

/** How what was asked is answered, computed from the data: whether it is told, and where something is not, why; `domain/replies.ts` */
export const ReplyOutcome = Type.Object(
  { outcome: Type.Enum([...REPLY_OUTCOMES]), reason: Nullable(Type.Enum([...WITHHELD_REASONS])) },
  { additionalProperties: false },
)
export type ReplyOutcome = Static<typeof ReplyOutcome>

/** How soon it is to be read and answered, least urgent first (F13). */
export const URGENCIES = ['routine', 'urgent', 'immediate'] as const
export const Urgency = Type.Enum([...URGENCIES])
export type Urgency = (typeof URGENCIES)[number]

/** Dates are whole days, inclusive; `onward` says whether the originator may be asked for onward disclosure. */
export const Handling = Type.Object(
  {
    urgency: Urgency,
    /** null where no answer is asked for */
    respondBy: Nullable(CalendarDate),
    destroyAfter: CalendarDate,
    onward: Type.Enum(['originator-permission', 'none']),
  },
  { additionalProperties: false },
)
export type Handling = Static<typeof Handling>

export const AgreementReference = Type.Object(
  { id: Slug, version: Type.Integer({ minimum: 1, maximum: 100_000 }) },
  { additionalProperties: false },
)
export type AgreementReference = Static<typeof AgreementReference>

/** Every field that the manifest and the terms share, in the order in which both are written. */
export const referralFields = {
  id: Uuid,
  kind: KindName,
  thread: Thread,
  inReplyTo: Nullable(Uuid),
  /** of what answers something; null of everything else */
  reply: Nullable(ReplyOutcome),
  marking: Marking,
  from: Address,
  to: Type.Array(Address, { minItems: 1, maxItems: 20, uniqueItems: true }),
  purpose: Purpose,
  dataClass: DataClass,
  categories: Type.Array(Category, { maxItems: CATEGORIES.length, uniqueItems: true }),
  bases: Type.Array(BasisCode, { maxItems: 20, uniqueItems: true }),
  /** where section 17A of the Crime and Disorder Act 1998 is one of the bases */
  prescribed: Nullable(Prescribed),
  /** of everybody whom it is about but those of `otherConsents` */
  consent: Consent,
  otherConsents: Type.Array(OtherConsent, { maxItems: CATEGORIES.length - 1 }),
  guardian: Nullable(GuardianConsent),
  handling: Handling,
  agreement: AgreementReference,
  /** those of other areas that it keeps to as well (F18) */
  otherAgreements: Type.Array(AgreementReference, { maxItems: 10, uniqueItems: true }),
  created: Time,
}

export const ReferralFields = Type.Object(referralFields, { additionalProperties: false })
/** The shared fields: what the rules decide on. */
export type ReferralFields = Static<typeof ReferralFields>
