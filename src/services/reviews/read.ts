import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { Review, ReviewsResponse } from '../../domain/wire/review.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'

const PAGE = 100

/**
 * The reviews of the caller's agency, the one that was begun last first (their ids say when).
 *
 * @throws ProblemError `not-yours`
 */
export async function readReviews(
  { db }: { db: Db },
  caller: Caller,
  before?: string,
): Promise<ReviewsResponse> {
  demandAction(caller, 'review-disclosures')
  const reviews = await listed(db, caller, { before: before ?? null, limit: PAGE + 1 })
  const shown = reviews.slice(0, PAGE)
  return { reviews: shown, next: reviews.length > PAGE ? (shown.at(-1)?.id ?? null) : null }
}

/** One review of the caller's agency. @throws ProblemError `not-yours`, `not-found` */
export async function readReview({ db }: { db: Db }, caller: Caller, id: string): Promise<Review> {
  demandAction(caller, 'review-disclosures')
  const [review] = await listed(db, caller, { id, limit: 1 })
  if (review) return review
  throw problem('not-found', 'There is no review of that id.')
}

/** Its sealed papers. @throws ProblemError `not-yours`, `not-found` */
export async function readPapers({ db }: { db: Db }, caller: Caller, id: string): Promise<Uint8Array> {
  demandAction(caller, 'review-disclosures')
  const row = await db
    .selectFrom('review')
    .select('sealed')
    .where('id', '=', id)
    .where('agency_id', '=', caller.agencyId)
    .executeTakeFirst()
  if (row) return row.sealed
  throw problem('not-found', 'There is no review of that id.')
}

type Row = Omit<Review, 'state' | 'createdAt' | 'changedAt' | 'announcement' | 'signatures'> & {
  createdAt: Date
  changedAt: Date
  signedAt: Date | null
  announcement: { record: string; leaf: string | null; at: string; overlapping: number } | null
  signatures: (Omit<Review['signatures'][number], 'at'> & { at: string })[]
}

async function listed(
  db: Db,
  { agencyId }: Caller,
  { id = null, before = null, limit }: { id?: string | null; before?: string | null; limit: number },
): Promise<Review[]> {
  const { rows } = await sql<Row>`
    select review.id, review.kind, announced.month, review.items, review.done, review.version,
        octet_length(review.sealed) as size, review.sha256, maker.login as "createdBy", review.created_at as "createdAt",
        changer.login as "changedBy", review.changed_at as "changedAt", review.signed_at as "signedAt",
        case when announced.review_id is not null then json_build_object(
          'record', announced.record, 'at', announced.at,
          'leaf', (select idx::text from released_entry where staged_id = announced.staged_id),
          'overlapping', (select count(*) from review_announcement other
            where other.first < announced.beyond and other.beyond > announced.first)) end as announcement,
        (select coalesce(json_agg(json_build_object('step', s.step, 'by', signer.login, 'at', s.at,
            'statement', s.statement, 'signature', s.signature,
            'leaf', (select idx::text from released_entry where staged_id = s.staged_id)) order by s.at), '[]')
          from review_signature s join person signer on signer.id = s.person_id
          where s.review_id = review.id) as signatures
      from review
      join person maker on maker.id = review.created_by
      join person changer on changer.id = review.changed_by
      left join review_announcement announced on announced.review_id = review.id
      where review.agency_id = ${agencyId} and (${id}::uuid is null or review.id = ${id}::uuid)
        and (${before}::uuid is null or review.id < ${before}::uuid)
      order by review.id desc
      limit ${limit}`.execute(db)
  return rows.map(({ signedAt, announcement, signatures, createdAt, changedAt, ...row }) => ({
    ...row,
    state: signedAt === null ? 'open' : 'signed',
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
    announcement: announcement && { ...announcement, at: timeOf(announcement.at) },
    signatures: signatures.map((one) => ({ ...one, at: timeOf(one.at) })),
  }))
}

/** A time as JSON of the database writes it. */
const timeOf = (text: string): string => new Date(text).toISOString()
