import Type, { type Static } from 'typebox'
import { ANSWER_STATES, TRANSPORT_STATES } from '../delivery.ts'
import { Route } from './directory.ts'
import { LogProof } from './log-response.ts'
import { MOST_ROWS } from './paging.ts'
import { Address, CalendarDate, Fingerprint, Nullable, Sha256, Thread, Time, Uuid } from './primitives.ts'
import { Urgency } from './referral-fields.ts'
import { Armored, Signature, StatementText } from './texts.ts'

const Reference = Type.String({ maxLength: 20 })
const Short = Type.String({ maxLength: 200 })
/** Submitted by a person of the service, or mail that arrived from a partner. */
const Origin = Type.Enum(['submitted', 'mail'])

export const TransportState = Type.Enum([...TRANSPORT_STATES])
export const AnswerState = Type.Enum([...ANSWER_STATES])

/** The answer to a submission: 201, with the log proof when the sequencer published within a second. */
export const SubmitResponse = Type.Object(
  { referral: Uuid, reference: Reference, thread: Thread, proof: Nullable(LogProof), proofUrl: Short },
  { additionalProperties: false },
)
export type SubmitResponse = Static<typeof SubmitResponse>

/** What a list and a view both say of a referral. */
const headlineFields = {
  referral: Uuid,
  reference: Reference,
  origin: Origin,
  kind: Short,
  marking: Nullable(Short),
  from: Nullable(Address),
  /** For mail from a partner: the domain it came from. */
  fromDomain: Nullable(Short),
  /** Mail whose signature the reader's own client has not verified yet. */
  unproven: Type.Boolean(),
  /** Mail that came in clear over an accredited network: the service had it in memory until it was sealed. */
  sealedOnArrival: Type.Boolean(),
  thread: Thread,
  inReplyTo: Nullable(Uuid),
  /** Null of mail from a partner, which says nothing of it. */
  urgency: Nullable(Urgency),
  respondBy: Nullable(CalendarDate),
  acceptedAt: Time,
}
const Headline = Type.Object(headlineFields, { additionalProperties: false })
export type Headline = Static<typeof Headline>

/**
 * What a list is narrowed to, of that which asks for an answer and has none yet: all of it, what is to be answered by the next
 * working day, or what should have been by now.
 */
export const AnswerFilter = Type.Enum(['needed', 'due', 'overdue'])
export type AnswerFilter = Static<typeof AnswerFilter>

/** What an inbox is narrowed to besides: what nobody has looked at. */
export const InboxFilter = Type.Enum(['new', 'needed', 'due', 'overdue'])
export type InboxFilter = Static<typeof InboxFilter>

/** Rows of an inbox are counted so far; there may be more than so many. */
export const MOST_COUNTED = 1_000

/**
 * What somebody signed of what a row says, where a list was asked for that: the manifest, or of mail from a partner its filing. The signer
 * is looked up in the trust log.
 */
const RowSigned = Type.Object(
  { statement: StatementText, signature: Signature, signer: Fingerprint },
  { additionalProperties: false },
)

/** One line of an inbox: a delivery to one of the caller's mailboxes. */
export const InboxRow = Type.Object(
  {
    delivery: Uuid,
    mailbox: Address,
    ...headlineFields,
    state: TransportState,
    answer: Nullable(AnswerState),
    /** The reply that the mailbox has sent to it, if any. */
    answeredBy: Nullable(Uuid),
    /** Where that was asked for; null of mail that nobody has filed. */
    signed: Type.Optional(Nullable(RowSigned)),
  },
  { additionalProperties: false },
)
export type InboxRow = Static<typeof InboxRow>
export const InboxResponse = Type.Object(
  {
    rows: Type.Array(InboxRow, { maxItems: MOST_ROWS }),
    next: Nullable(Short),
    /** How many rows all pages have together, where that was asked for; of more than the highest number, that number. */
    count: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST_COUNTED })),
  },
  { additionalProperties: false },
)
export type InboxResponse = Static<typeof InboxResponse>

/** One line of what the caller's mailboxes sent. */
export const SentRow = Type.Object(
  {
    referral: Uuid,
    reference: Reference,
    kind: Short,
    marking: Nullable(Short),
    from: Address,
    thread: Thread,
    inReplyTo: Nullable(Uuid),
    urgency: Nullable(Urgency),
    respondBy: Nullable(CalendarDate),
    to: Type.Array(
      Type.Object(
        {
          mailbox: Address,
          state: TransportState,
          answer: Nullable(AnswerState),
          /** The code with which it was returned, declined or withdrawn; null of everything else. */
          reason: Nullable(Short),
          answeredBy: Nullable(Uuid),
        },
        { additionalProperties: false },
      ),
    ),
    acceptedAt: Time,
    /** The manifest, where that was asked for. */
    signed: Type.Optional(RowSigned),
  },
  { additionalProperties: false },
)
export type SentRow = Static<typeof SentRow>
export const SentResponse = Type.Object(
  { rows: Type.Array(SentRow, { maxItems: MOST_ROWS }), next: Nullable(Short) },
  { additionalProperties: false },
)
export type SentResponse = Static<typeof SentResponse>

/** A receipt as it was signed; the sender's client checks its digests against what it sent. */
export const ReceiptView = Type.Object(
  {
    event: Short,
    reason: Nullable(Short),
    statement: StatementText,
    signature: Signature,
    signer: Fingerprint,
    certificate: Armored,
    at: Time,
  },
  { additionalProperties: false },
)
export type ReceiptView = Static<typeof ReceiptView>

/** How one recipient mailbox was served: states, attempts, and every piece of evidence with its strength. */
export const DeliveryView = Type.Object(
  {
    delivery: Uuid,
    mailbox: Address,
    route: Route,
    state: TransportState,
    answer: Nullable(AnswerState),
    /** Since when it stands so: its last change of either. */
    since: Time,
    /** The reply that joined this delivery's thread from this mailbox, if any. */
    answeredBy: Nullable(Uuid),
    /** Why and when its sender withdrew it, with what they signed of it; null when they did not. */
    withdrawn: Nullable(
      Type.Object(
        { reason: Short, at: Time, statement: StatementText, signature: Signature, signer: Fingerprint },
        { additionalProperties: false },
      ),
    ),
    nextAttemptAt: Nullable(Time),
    /** Set once it has waited for an hour to leave, for as long as it waits. */
    delayed: Nullable(
      Type.Object(
        {
          /** When it was accepted to be sent. */
          since: Time,
          /** What the partner's server said last, or what is wrong with the way to it. */
          reason: Type.String({ maxLength: 600 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** When a partner who has only mail was last reminded, by mail, that an answer is asked for; null when it was not. */
    reminded: Nullable(Time),
    attempts: Type.Array(
      Type.Object(
        {
          n: Type.Integer(),
          at: Time,
          host: Short,
          tls: Nullable(Short),
          code: Nullable(Type.Integer()),
          reply: Type.String({ maxLength: 600 }),
        },
        { additionalProperties: false },
      ),
    ),
    evidence: Type.Array(
      Type.Object(
        { kind: Short, says: Type.String({ maxLength: 600 }), strength: Short, sha256: Sha256, at: Time },
        { additionalProperties: false },
      ),
    ),
    receipts: Type.Array(ReceiptView),
  },
  { additionalProperties: false },
)
export type DeliveryView = Static<typeof DeliveryView>

/** A referral as its parties see it. Recipients see their own delivery, senders all of them. */
export const ReferralView = Type.Object(
  {
    ...headlineFields,
    /** The manifest, or the arrival statement, as the exact text that was signed. */
    statement: StatementText,
    signature: Signature,
    /** Armored certificate of the signer: the sender's user key, or the service key for an arrival. */
    signer: Armored,
    filed: Nullable(
      Type.Object(
        { statement: StatementText, signature: Signature, signer: Armored },
        { additionalProperties: false },
      ),
    ),
    /** Whether the caller's mailboxes sent it, and may therefore read the sender's own copy. */
    sentByMe: Type.Boolean(),
    deliveries: Type.Array(DeliveryView),
  },
  { additionalProperties: false },
)
export type ReferralView = Static<typeof ReferralView>

/** Everything in one exchange that the caller's mailboxes are party to, oldest first. */
export const ThreadResponse = Type.Object(
  {
    thread: Thread,
    parties: Type.Array(Address),
    referrals: Type.Array(ReferralView),
    truncated: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type ThreadResponse = Static<typeof ThreadResponse>

/** What a human reference stands for, among the caller's own. */
export const ReferenceResponse = Type.Object(
  {
    matches: Type.Array(
      Type.Object({ referral: Uuid, delivery: Nullable(Uuid) }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)
export type ReferenceResponse = Static<typeof ReferenceResponse>

/** A signed receipt or filing, as posted by a reader's client. */
export const StatementRequest = Type.Object(
  { statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type StatementRequest = Static<typeof StatementRequest>

export const DeliveryStateResponse = Type.Object(
  { delivery: Uuid, state: TransportState, answer: Nullable(AnswerState) },
  { additionalProperties: false },
)
export type DeliveryStateResponse = Static<typeof DeliveryStateResponse>
