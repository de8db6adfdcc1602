import Type, { type Static } from 'typebox'
import { Line, Sha256, Time, Uuid } from './primitives.ts'
import { DisclosureFilters, LeafIndex } from './register-response.ts'
import { Month, SampleSize } from './review.ts'

const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })
/** 32 bytes in base64. */
export const Bytes32 = Type.String({
  pattern: '^[A-Za-z0-9+/]{43}=$',
  maxLength: 44,
  description: '32 bytes in base64, 44 characters',
})

/**
 * Which review, and whose: of the person the id, as of every reader of the log; the agency by the name that the trust log has, so
 * that a signature can be held against it without the service.
 */
const whose = { review: Uuid, by: Uuid, agency: Line(200) } as const

/**
 * What is announced of a sample: leaves are drawn from leaf `from` up to before leaf `to`, of which the register has so many in the
 * month, and `count` of them.
 */
const announced = { month: Month, from: LeafIndex, to: LeafIndex, leaves: Count, count: SampleSize } as const

/** How far the time of a statement may lie from when the service takes it, in ms: how old it may be, or how far ahead a clock. */
export const SIGNING_CLOCK_MS = 3_600_000

/**
 * The record behind an entry `review-announced`: the service writes it, and whoever draws the sample holds it against what they
 * asked for.
 */
export const ReviewAnnounced = Type.Object(
  {
    despatch: Type.Literal('review-announced/1'),
    ...whose,
    ...announced,
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
    ...whose,
    step: Type.Enum(['signed', 'countersigned']),
    /** SHA-256 of the statement's text */
    statement: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type ReviewSigned = Static<typeof ReviewSigned>

/** The most leaves that one remark names. */
export const MOST_REMARKED = 50
const Leaves = { maxItems: MOST_REMARKED } as const

/**
 * Disclosures of which something that a sample rests on is not known. `drawn`: what they were. Of the others, whether they are of the
 * month: `before` and `after` are left out, beside the range; `first` and `last` are in it, at that end.
 */
export const SampleRemark = Type.Object(
  {
    where: Type.Enum(['before', 'first', 'last', 'after', 'drawn']),
    /**
     * `destroyed`: nobody can open them any more, as the entries `by` say, which stand before the announcement. `destroyed-since`: the
     * same, by entries that came when the sample had been announced: whoever saw which leaves were asked for can have entered them.
     * `withheld`: drawn, and not opened, and no entry says that they were destroyed. `near`: left out, and their own time is of the
     * month by less than clocks differ
     */
    why: Type.Enum(['destroyed', 'destroyed-since', 'near', 'withheld']),
    count: Count,
    /** those that are nearest to the end, or were drawn first; all of them where there are no more than are named */
    leaves: Type.Array(LeafIndex, { minItems: 1, ...Leaves }),
    by: Type.Array(LeafIndex, Leaves),
    /** whether none of those that were looked at shows where the month ends there: further ones may be like these */
    more: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type SampleRemark = Static<typeof SampleRemark>
/** Each place has one of each kind at most. */
export const SampleRemarks = Type.Array(SampleRemark, { maxItems: 13 })

/** A sample: what was announced, where, and everything else that it takes to draw it again. */
export const SampleDefinition = Type.Object(
  {
    ...announced,
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
    /** what could not be found out when the sample was drawn; empty when nothing is to be said */
    remarks: SampleRemarks,
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
    ...whose,
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
    ...whose,
    statement: Sha256,
    report: Sha256,
    time: Time,
  },
  { additionalProperties: false },
)
export type CountersignStatement = Static<typeof CountersignStatement>
