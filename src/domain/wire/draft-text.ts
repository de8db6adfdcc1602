import Type, { type Static } from 'typebox'
import { Address, CalendarDate, Line, Nullable, Thread, Time, Uuid } from './primitives.ts'
import {
  AgreementReference,
  BasisCode,
  Consent,
  DataClass,
  GuardianConsent,
  Handling,
  KindName,
  Marking,
  OtherConsent,
  Prescribed,
  Purpose,
  Urgency,
} from './referral-fields.ts'

/**
 * A draft as its author's client writes it, before it is sealed to the mailbox: what was to be sent, and under which id,
 * so that it is sent once whoever sends it. The bytes of the attachments follow it in their order.
 */
export const DraftText = Type.Object(
  {
    despatch: Type.Literal('draft/1'),
    /** of the draft */
    id: Uuid,
    /** that the referral is going to have */
    referral: Uuid,
    from: Address,
    /** none where its author had not come so far */
    to: Type.Array(Address, { maxItems: 20 }),
    kind: KindName,
    data: Type.Unknown(),
    marking: Type.Optional(Marking),
    bases: Type.Optional(Type.Array(BasisCode, { maxItems: 20 })),
    prescribed: Type.Optional(Nullable(Prescribed)),
    purpose: Type.Optional(Purpose),
    consent: Type.Optional(Consent),
    otherConsents: Type.Optional(Type.Array(OtherConsent, { maxItems: 20 })),
    guardian: Type.Optional(Nullable(GuardianConsent)),
    urgency: Type.Optional(Urgency),
    respondBy: Type.Optional(Nullable(CalendarDate)),
    destroyAfter: Type.Optional(CalendarDate),
    onward: Type.Optional(Handling.properties.onward),
    inReplyTo: Type.Optional(Nullable(Uuid)),
    answers: Type.Optional(
      Type.Object(
        { marking: Nullable(Marking), dataClass: Nullable(DataClass) },
        { additionalProperties: false },
      ),
    ),
    thread: Type.Optional(Thread),
    /** of a note, which is no reply: the referral of its exchange that its author had before them */
    follows: Type.Optional(Uuid),
    /** an order that is pushed, with what is usual filled in */
    pushed: Type.Optional(Type.Literal(true)),
    /** where another was chosen than the newest that covers all parties */
    agreement: Type.Optional(AgreementReference),
    attachments: Type.Array(
      Type.Object(
        { name: Line(255), type: Line(200), size: Type.Integer({ minimum: 0, maximum: 2 ** 31 }) },
        { additionalProperties: false },
      ),
      { maxItems: 50 },
    ),
    time: Time,
  },
  { additionalProperties: false },
)
export type DraftText = Static<typeof DraftText>
