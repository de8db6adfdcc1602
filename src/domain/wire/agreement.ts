import Type, { type Static } from 'typebox'
import { BODY_NAMES } from '../bodies.ts'
import { Address, CalendarDate, Domain, Fingerprint, Line, Nullable, Sha256, Slug } from './primitives.ts'
import { PURPOSES, Purpose } from './referral-fields.ts'

export const RULE_SETS = ['uk-2010', 'uk-2026'] as const
export const RuleSetId = Type.Enum([...RULE_SETS])
export type RuleSetId = (typeof RULE_SETS)[number]

/**
 * The statutory classes of S4 §2.2.1–2.2.3 (A1, A2, A4), and `competent`: a competent authority of the Data
 * Protection Act 2018, section 30 and Schedule 7, such as a police force or a court. An agency may be of several, or
 * of none.
 */
export const LEGAL_CLASSES = ['responsible', 'co-operating', 'relevant', 'competent'] as const
export const LegalClasses = Type.Array(Type.Enum([...LEGAL_CLASSES]), {
  maxItems: LEGAL_CLASSES.length,
  uniqueItems: true,
})
export type LegalClass = (typeof LEGAL_CLASSES)[number]

/** What an agency is: at least one sort of body, and each that it takes part as (`domain/bodies.ts`). */
export const Bodies = Type.Array(Type.Enum([...BODY_NAMES]), {
  minItems: 1,
  maxItems: BODY_NAMES.length,
  uniqueItems: true,
})

/** The purposes that an agreement covers: one at least, of the three that there are (P1). */
export const Purposes = Type.Array(Purpose, { minItems: 1, maxItems: PURPOSES.length, uniqueItems: true })

/** The areas, of one partnership each, that an agreement is made for; one may span several (I3). */
export const Areas = Type.Array(Line(100), { minItems: 1, maxItems: 50, uniqueItems: true })

/**
 * Mailboxes of a signatory that are of one of its bodies alone, or of some (`domain/mailbox-bodies.ts`): its social care, its
 * scrutiny committee.
 */
export const NamedMailboxes = Type.Array(
  Type.Object({ address: Address, bodies: Bodies }, { additionalProperties: false }),
  { maxItems: 100 },
)

/** Group 1 has a central role; group 2 shares occasionally and may be given depersonalised data (A6, A7). */
export const IspGroup = Type.Union([Type.Literal(1), Type.Literal(2)])
export type IspGroup = Static<typeof IspGroup>

/**
 * The agency's standing under an agreement. `legalClasses` are such as its `bodies` can have (`classes-of-bodies.ts`). `root` is the fingerprint of the key that it signs by, `successor` of the
 * one that may take its place; `group` is null for an office that administers and shares nothing. `icoUntil` is the last
 * day of its ICO notification (I11).
 */
export const Signatory = Type.Object(
  {
    agency: Line(200),
    root: Fingerprint,
    successor: Nullable(Fingerprint),
    domains: Type.Array(Domain, { maxItems: 20, uniqueItems: true }),
    bodies: Bodies,
    mailboxes: NamedMailboxes,
    legalClasses: LegalClasses,
    group: Nullable(IspGroup),
    area: Line(100),
    icoUntil: CalendarDate,
  },
  { additionalProperties: false },
)
export type Signatory = Static<typeof Signatory>

/**
 * The information sharing protocol: who may share, for what, in which areas, under which rule set, from and until which day.
 *
 * `purposes` are those of S4 §2.3 that it covers, which a referral is held against (I5, P1); `aims` say them in the partners' own words.
 * `accord` names the agreement of common principles that a protocol is made under; null for an accord itself, or for an
 * agreement that stands alone (I4). `review` is the day on which it is to be looked at again (I5). `previous` is the
 * SHA-256 of the text of the version before. `annexQuorum` is how many responsible authorities change its annex.
 */
export const Agreement = Type.Object(
  {
    despatch: Type.Literal('agreement/3'),
    id: Slug,
    version: Type.Integer({ minimum: 1, maximum: 100_000 }),
    previous: Nullable(Sha256),
    accord: Nullable(Slug),
    title: Line(200),
    purposes: Purposes,
    aims: Type.Array(Line(300), { maxItems: 20, uniqueItems: true }),
    areas: Areas,
    ruleSet: RuleSetId,
    from: CalendarDate,
    until: CalendarDate,
    review: CalendarDate,
    annexQuorum: Type.Integer({ minimum: 1, maximum: 200 }),
    signatories: Type.Array(Signatory, { minItems: 2, maxItems: 200 }),
  },
  { additionalProperties: false },
)
export type Agreement = Static<typeof Agreement>
