import Type, { type Static } from 'typebox'
import { Nullable, Sha256, Time, Uuid } from './primitives.ts'
import { LeafIndex } from './register-response.ts'
import { Login, Signature, StatementText } from './texts.ts'

/** The most leaves that one review is of. */
export const MOST_ITEMS = 500
/** Reviews of an agency that are not signed yet. */
export const MOST_OPEN_REVIEWS = 100
/** What the sealed working papers of one review may be, in bytes: 500 notes of 2,000 characters, and what was read. */
export const PAPERS_LIMIT = 8 * 1024 * 1024
/** Reviews that an agency signs within a year: each keeps its papers for good. */
export const MOST_SIGNED_REVIEWS = 1_000
/** Auditors who sign one review, the first among them. */
export const MOST_SIGNATURES = 50
/** Announcements of an agency in a day. */
export const MOST_ANNOUNCED = 50

/** A calendar month. */
export const Month = Type.String({
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
  maxLength: 7,
  description: 'a month, such as 2010-03',
})
const Version = Type.Integer({ minimum: 0, maximum: 1_000_000 })
const Items = Type.Integer({ minimum: 0, maximum: MOST_ITEMS })
export const SampleSize = Type.Integer({ minimum: 1, maximum: MOST_ITEMS })

/** What a review is of: leaves drawn from a month, or those that the register gave under a filter. */
export const ReviewKind = Type.Enum(['sample', 'selection'])

const announced = {
  /** null until the log has published it */
  leaf: Nullable(LeafIndex),
  at: Time,
  /** announcements of anybody over leaves of which some are the same, this one counted */
  overlapping: Type.Integer({ minimum: 1 }),
} as const

/**
 * That somebody is going to draw a sample, as the service knows it. How many others there were over the same leaves is said: who
 * draws again until they like what comes is seen.
 */
export const AnnouncementView = Type.Object(
  {
    /** the exact text that was logged: a `review-announced/1` */
    record: Type.String({ maxLength: 2_000 }),
    ...announced,
  },
  { additionalProperties: false },
)
export type AnnouncementView = Static<typeof AnnouncementView>

/** Who signed a review, when, and where the digest of what they signed stands in the log; null until it is published. */
const signed = {
  step: Type.Enum(['signed', 'countersigned']),
  by: Login,
  at: Time,
  leaf: Nullable(LeafIndex),
} as const

/** The same, and what exactly was signed. */
export const ReviewSignature = Type.Object(
  { ...signed, statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type ReviewSignature = Static<typeof ReviewSignature>

const known = {
  id: Uuid,
  kind: ReviewKind,
  state: Type.Enum(['open', 'signed']),
  /** null for a selection, and before it is announced */
  month: Nullable(Month),
  items: Items,
  /** of which so many have an outcome */
  done: Items,
  version: Version,
  size: Type.Integer({ minimum: 1, maximum: PAPERS_LIMIT }),
  sha256: Sha256,
  createdBy: Login,
  createdAt: Time,
  changedBy: Login,
  changedAt: Time,
} as const

/** What the service knows of a review. What was found, only the auditors of the agency can read. */
export const Review = Type.Object(
  {
    ...known,
    announcement: Nullable(AnnouncementView),
    signatures: Type.Array(ReviewSignature, { maxItems: MOST_SIGNATURES }),
  },
  { additionalProperties: false },
)
export type Review = Static<typeof Review>

/** A review in a list: without the texts that were announced and signed, of which there can be megabytes. */
export const ListedReview = Type.Object(
  {
    ...known,
    announcement: Nullable(Type.Object(announced, { additionalProperties: false })),
    signatures: Type.Array(Type.Object(signed, { additionalProperties: false }), {
      maxItems: MOST_SIGNATURES,
    }),
  },
  { additionalProperties: false },
)
export type ListedReview = Static<typeof ListedReview>

export const ReviewsResponse = Type.Object(
  { reviews: Type.Array(ListedReview, { maxItems: 100 }), next: Nullable(Uuid) },
  { additionalProperties: false },
)
export type ReviewsResponse = Static<typeof ReviewsResponse>

/** Beside the sealed papers. `version` is that of the ones whose place they take, 0 for a new review. */
export const ReviewAbout = Type.Object(
  { kind: ReviewKind, items: Items, done: Items, version: Version },
  { additionalProperties: false },
)
export type ReviewAbout = Static<typeof ReviewAbout>

/** The same as the text of a part of a form. */
export const ReviewAboutText = Type.String({
  minLength: 2,
  maxLength: 1_000,
  description: 'JSON: kind, items, done, version',
})

/** A sample is going to be drawn: of which month, how large, and the digest of 32 bytes that nobody is shown yet. */
export const AnnounceRequest = Type.Object(
  { month: Month, count: SampleSize, nonceSha256: Sha256 },
  { additionalProperties: false },
)
export type AnnounceRequest = Static<typeof AnnounceRequest>

/** A signed `review/1` or `review-countersigned/1`, and the version of the papers that it was made from. */
export const SignReviewRequest = Type.Object(
  { version: Version, statement: StatementText, signature: Signature },
  { additionalProperties: false },
)
export type SignReviewRequest = Static<typeof SignReviewRequest>

export const ReviewGone = Type.Object({ id: Uuid, gone: Type.Literal(true) }, { additionalProperties: false })
export type ReviewGone = Static<typeof ReviewGone>
