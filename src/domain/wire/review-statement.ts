import Type, { type Static } from 'typebox'
import { Sha256, Time, Uuid } from './primitives.ts'
import { DisclosureFilters, LeafIndex } from './register-response.ts'
import { Month, SampleSize } from './review.ts'

const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })
/** 32 bytes in base64. */
export const Bytes32 = Type.String({
  pattern: '^[A-Za-z0-9+/]{43}=$',
  maxLength: 44,
  description: '32 bytes in base64, 44 characters',
})

/** From leaf `from` up to before leaf `to`, and how many disclosures the register has in the month. */
const range = { month: Month, from: LeafIndex, to: LeafIndex, leaves: Count }

/**
 * The record behind an entry `review-announced`: the service writes it, and whoever draws the sample holds it against what they
 * asked for. Of whoever draws it names the id, as of every reader of the log.
 */
export const ReviewAnnounced = Type.Object(
  {
    despatch: Type.Literal('review-announced/1'),
    review: Uuid,
    by: Uuid,
    agency: Uuid,
    ...range,
    count: SampleSize,
    /** of the 32 bytes of the nonce */
    nonceSha256: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type ReviewAnnounced = Static<typeof ReviewAnnounced>

/** The record behind an entry `review-signed`: that a statement was signed, by its digest. */
export const ReviewSigned = Type.Object(
  {
    despatch: Type.Literal('review-signed/1'),
    review: Uuid,
    by: Uuid,
    agency: Uuid,
    step: Type.Enum(['signed', 'countersigned']),
    /** SHA-256 of the statement's text */
    statement: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type ReviewSigned = Static<typeof ReviewSigned>

/** A sample: what was announced, where, and everything else that it takes to draw it again. */
export const SampleDefinition = Type.Object(
  {
    ...range,
    count: SampleSize,
    /** leaves of the types accepted and arrived in the range */
    population: Count,
    /** the announcement's own leaf: the tree that ends with it, of `size` entries, gives the seed with the nonce */
    announcement: LeafIndex,
    size: LeafIndex,
    root: Bytes32,
    nonce: Bytes32,
    /** announcements over leaves of which some are the same, up to the checkpoint, this one counted */
    overlapping: Count,
    /** announcements whose record was not there to be read: any of them may be one of those */
    unread: Count,
  },
  { additionalProperties: false },
)
export type SampleDefinition = Static<typeof SampleDefinition>

/**
 * What an auditor signs: of what the review was, under which checkpoint every proof of it stands, how it came out, and the digest
 * of the report (of its SHA256SUMS, which has those of all its files). After this nothing of the review changes.
 */
export const ReviewStatement = Type.Object(
  {
    despatch: Type.Literal('review/1'),
    review: Uuid,
    by: Uuid,
    agency: Uuid,
    of: Type.Union([
      Type.Object({ sample: SampleDefinition }, { additionalProperties: false }),
      Type.Object({ register: DisclosureFilters }, { additionalProperties: false }),
    ]),
    checkpoint: Type.Object({ size: LeafIndex, root: Bytes32 }, { additionalProperties: false }),
    outcomes: Type.Object(
      { 'in-order': Count, question: Count, fault: Count },
      { additionalProperties: false },
    ),
    report: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type ReviewStatement = Static<typeof ReviewStatement>

/** What a second auditor signs who has checked the report: that it is theirs, too. `statement` is the digest of the first one's text. */
export const CountersignStatement = Type.Object(
  {
    despatch: Type.Literal('review-countersigned/1'),
    review: Uuid,
    by: Uuid,
    agency: Uuid,
    statement: Sha256,
    report: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type CountersignStatement = Static<typeof CountersignStatement>
