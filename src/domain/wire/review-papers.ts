import Type, { type Static } from 'typebox'
import { Fingerprint, Line, Nullable, Time, Uuid } from './primitives.ts'
import { DisclosureFilters, LeafIndex } from './register-response.ts'
import { MOST_ITEMS, Month, SampleSize } from './review.ts'
import { Bytes32, SampleRemarks } from './review-statement.ts'

/** What an auditor finds of a disclosure. */
export const OUTCOMES = ['in-order', 'question', 'fault'] as const
export type Outcome = (typeof OUTCOMES)[number]
/** The most characters of a note. */
export const NOTE_LIMIT = 2_000

const Short = Type.String({ maxLength: 300 })
const Shorts = Type.Array(Short, { maxItems: 50 })

/** What a disclosure's own record says, as the auditor's client read it: no content, and nobody whom it is about. */
export const Facts = Type.Object(
  {
    reference: Short,
    time: Time,
    kind: Short,
    marking: Nullable(Short),
    from: Short,
    to: Shorts,
    dataClass: Nullable(Short),
    categories: Shorts,
    purpose: Nullable(Short),
    /** those of other people after it */
    consent: Nullable(Type.String({ maxLength: 1_000 })),
    /** of the sender's Caldicott Guardian: day and reference */
    guardian: Nullable(Short),
    bases: Shorts,
    /** which prescribed information it is */
    prescribed: Nullable(Short),
    /** of what answers something, how */
    reply: Nullable(Short),
    /** those of other areas after it */
    agreement: Nullable(Type.String({ maxLength: 1_000 })),
  },
  { additionalProperties: false },
)
export type Facts = Static<typeof Facts>

/** A leaf under review. `facts` is null where its record was erased, or withheld from the auditor. */
export const ReviewItem = Type.Object(
  {
    leaf: LeafIndex,
    type: Type.Enum(['accepted', 'arrived']),
    facts: Nullable(Facts),
    outcome: Nullable(Type.Enum([...OUTCOMES])),
    /** lines of text */
    note: Type.String({ maxLength: NOTE_LIMIT }),
  },
  { additionalProperties: false },
)
export type ReviewItem = Static<typeof ReviewItem>

/**
 * The working papers of a review, sealed to the auditors of the agency and signed by whoever changed them last. The nonce of a
 * sample is in them before it is announced: no draw is lost with a machine.
 */
export const ReviewPapers = Type.Object(
  {
    despatch: Type.Literal('review-papers/1'),
    review: Uuid,
    /** of these papers: the service cannot show earlier ones as the newest */
    version: Type.Integer({ minimum: 1, maximum: 1_000_001 }),
    title: Line(200),
    of: Type.Union([
      Type.Object(
        {
          sample: Type.Object(
            {
              month: Month,
              count: SampleSize,
              nonce: Bytes32,
              /** what could not be found out when it was drawn: later more may be destroyed */
              remarks: SampleRemarks,
            },
            { additionalProperties: false },
          ),
        },
        { additionalProperties: false },
      ),
      Type.Object({ register: DisclosureFilters }, { additionalProperties: false }),
    ]),
    /** null while a sample is announced and not drawn yet */
    items: Nullable(Type.Array(ReviewItem, { maxItems: MOST_ITEMS })),
    /** the checkpoint that the report stands under, who signs it with which key, and when it was made; null before the review is signed */
    closing: Nullable(
      Type.Object(
        { checkpoint: Type.String({ maxLength: 64 * 1024 }), by: Fingerprint, time: Time },
        { additionalProperties: false },
      ),
    ),
    time: Time,
  },
  { additionalProperties: false },
)
export type ReviewPapers = Static<typeof ReviewPapers>
