import Type, { type Static } from 'typebox'
import { ANSWER_STATES, answerWord, EVIDENCE_STRENGTHS, TRANSPORT_STATES } from '../delivery.ts'
import { Address, CalendarDate, Nullable, Time, Uuid } from './primitives.ts'
import {
  AgreementReference,
  BasisCode,
  Category,
  ConsentState,
  DataClass,
  GuardianConsent,
  KINDS,
  Prescribed,
  Purpose,
  ReplyOutcome,
  Urgency,
} from './referral-fields.ts'
import { AnswerState, TransportState } from './referral-response.ts'

/**
 * The register: who disclosed what sort of thing to whom, when, why and with what evidence. It holds no content and
 * no name of anybody it is about (promise 7), so auditors read it whole.
 */

const Short = Type.String({ maxLength: 200 })
/** Position of a leaf in the log, decimal text. */
export const LeafIndex = Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$', maxLength: 20 })
const Marking = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

export const EvidenceStrength = Type.Enum([...EVIDENCE_STRENGTHS])

/** A disclosure to one mailbox. For mail from a partner, kind and marking are those its reader filed it under. */
export const DisclosureRow = Type.Object(
  {
    delivery: Uuid,
    referral: Uuid,
    reference: Short,
    /** the leaf of its `accepted` or `arrived` entry; null until the log has published it */
    leaf: Nullable(LeafIndex),
    /** whether what stands behind the leaf can still be opened, or was erased on time */
    record: Type.Enum(['kept', 'erased']),
    /** the entry of the log that says that it was erased, and why */
    destruction: Nullable(LeafIndex),
    at: Time,
    origin: Type.Enum(['submitted', 'mail']),
    kind: Short,
    /** null for mail from a partner, which says nothing of it */
    urgency: Nullable(Urgency),
    from: Type.Object(
      {
        agency: Nullable(Uuid),
        agencyName: Nullable(Short),
        mailbox: Nullable(Address),
        domain: Nullable(Short),
      },
      { additionalProperties: false },
    ),
    to: Type.Object({ agency: Uuid, agencyName: Short, mailbox: Address }, { additionalProperties: false }),
    marking: Nullable(Short),
    /** null for mail from a partner that nobody has filed, or that carries no data of a kind */
    dataClass: Nullable(DataClass),
    categories: Type.Array(Category, { maxItems: 20 }),
    purpose: Nullable(Purpose),
    consent: Nullable(ConsentState),
    /** of some of the people apart, where theirs is another; none as well once its record is erased */
    otherConsents: Type.Array(
      Type.Object({ who: Category, state: ConsentState }, { additionalProperties: false }),
      { maxItems: 20 },
    ),
    /** that of the sender's Caldicott Guardian (U8); null as well once its record is erased */
    guardian: Nullable(GuardianConsent),
    bases: Type.Array(BasisCode, { maxItems: 20 }),
    /** which prescribed information it is (L3); null as well once its record is erased */
    prescribed: Nullable(Prescribed),
    /** of what answers something, how (L14); null as well once its record is erased */
    reply: Nullable(ReplyOutcome),
    agreement: Nullable(AgreementReference),
    /** those of other areas that it kept to as well (F18); none as well once its record is erased */
    otherAgreements: Type.Array(AgreementReference, { maxItems: 10 }),
    /** it came unsealed from the partner, and was sealed when it arrived */
    sealedOnArrival: Type.Boolean(),
    state: TransportState,
    answer: Nullable(AnswerState),
    /** the strongest evidence there is of how it was received; null when there is none yet */
    evidence: Nullable(EvidenceStrength),
  },
  { additionalProperties: false },
)
export type DisclosureRow = Static<typeof DisclosureRow>

/** A page, newest first. */
export const DisclosuresResponse = Type.Object(
  { rows: Type.Array(DisclosureRow, { maxItems: 500 }), next: Nullable(Short) },
  { additionalProperties: false },
)
export type DisclosuresResponse = Static<typeof DisclosuresResponse>

/** A state of a disclosure as one asks for it: of its transport, of its answer (`answerWord`), or that it has no answer. */
export const DisclosureState = Type.Enum([
  ...TRANSPORT_STATES,
  ...ANSWER_STATES.map(answerWord),
  'unanswered',
])

const period = { since: Type.Optional(CalendarDate), until: Type.Optional(CalendarDate) }

/** What a review asks the register for; what is left out is not asked for. Days are inclusive, in UTC. */
export const disclosureFilters = {
  /** an agency's id, as sender or recipient */
  agency: Type.Optional(Uuid),
  /** a mailbox, as sender or recipient */
  mailbox: Type.Optional(Address),
  kind: Type.Optional(Type.Enum([...KINDS, 'mail'])),
  /** as it is written, such as `RESTRICTED` */
  marking: Type.Optional(Marking),
  basis: Type.Optional(BasisCode),
  dataClass: Type.Optional(DataClass),
  state: Type.Optional(DisclosureState),
  /** a human reference, such as ORD-7K3F9-QX2M4-P */
  reference: Type.Optional(Type.String({ maxLength: 40 })),
  ...period,
}
export const DisclosureFilters = Type.Object(disclosureFilters, { additionalProperties: false })
export type DisclosureFilters = Static<typeof DisclosureFilters>

/** A referral that the rules did not let through; nothing of it was kept but this. */
export const RefusalRow = Type.Object(
  {
    refusal: Uuid,
    leaf: Nullable(LeafIndex),
    record: Type.Enum(['kept', 'erased']),
    destruction: Nullable(LeafIndex),
    at: Time,
    agency: Uuid,
    agencyName: Short,
    mailbox: Address,
    kind: Short,
    marking: Nullable(Short),
    dataClass: Nullable(DataClass),
    agreement: Nullable(AgreementReference),
    /** `needs`: something was missing. `refused`: it could not go as it was. */
    outcome: Type.Enum(['needs', 'refused']),
    /** ids of the rules, such as A9 or D3 */
    rules: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 100 }),
  },
  { additionalProperties: false },
)
export type RefusalRow = Static<typeof RefusalRow>

export const RefusalsResponse = Type.Object(
  { rows: Type.Array(RefusalRow, { maxItems: 500 }), next: Nullable(Short) },
  { additionalProperties: false },
)
export type RefusalsResponse = Static<typeof RefusalsResponse>

const RuleId = Type.String({ pattern: '^[A-Z]{1,3}[0-9]{1,3}$', maxLength: 6 })

export const refusalFilters = {
  agency: Type.Optional(Uuid),
  mailbox: Type.Optional(Address),
  kind: Type.Optional(Type.Enum([...KINDS])),
  rule: Type.Optional(RuleId),
  ...period,
}
export const RefusalFilters = Type.Object(refusalFilters, { additionalProperties: false })
export type RefusalFilters = Static<typeof RefusalFilters>

/**
 * Refusals counted by the rule that was unmet, most first; one refusal counts for each of its rules,
 * whatever was only missing besides what refuses it included.
 */
export const RefusalsByRuleResponse = Type.Object(
  {
    rules: Type.Array(
      Type.Object(
        {
          rule: Type.String({ maxLength: 40 }),
          refused: Type.Integer({ minimum: 0 }),
          needs: Type.Integer({ minimum: 0 }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 500 },
    ),
  },
  { additionalProperties: false },
)
export type RefusalsByRuleResponse = Static<typeof RefusalsByRuleResponse>

/** The forms in which the register leaves the service whole. */
export const ExportFormat = Type.Enum(['csv', 'json'])
export type ExportFormat = Static<typeof ExportFormat>
