import { type RawBuilder, sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { ListedReview, Review, ReviewsResponse } from '../../domain/wire/review.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'

const PAGE = 100

/**
 * The reviews of the caller's agency, the one that was begun last first (their ids say when), without the texts that were signed:
 * a page of those would be megabytes.
 *
 * @throws ProblemError `not-yours`
 */
export async function readReviews(
  { db }: { db: Db },
  caller: Caller,
  before?: string,
): Promise<ReviewsResponse> {
  demandAction(caller, 'review-disclosures')
  const { agencyId } = caller
  const rows = await readRows<ListedReview>(
    db,
    sql`review.agency_id = ${agencyId} and (${before ?? null}::uuid is null or review.id < ${before ?? null}::uuid)`,
    { texts: false, limit: PAGE + 1 },
  )
  const reviews = rows.slice(0, PAGE).map((row) => viewOf(row))
  return { reviews, next: rows.length > PAGE ? (reviews.at(-1)?.id ?? null) : null }
}

/** One review of the caller's agency. @throws ProblemError `not-yours`, `not-found` */
export async function readReview({ db }: { db: Db }, caller: Caller, id: string): Promise<Review> {
  demandAction(caller, 'review-disclosures')
  const own = sql`review.agency_id = ${caller.agencyId} and review.id = ${id}`
  const [row] = await readRows<Review>(db, own, { texts: true, limit: 1 })
  if (row) return viewOf(row)
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

/** As the database gives it: a time within JSON is text of its own kind. */
type Row<R extends ListedReview> = Omit<R, 'state' | 'createdAt' | 'changedAt'> & {
  createdAt: Date
  changedAt: Date
  signedAt: Date | null
}

/**
 * @param which of the reviews
 * @param texts whether what was announced and signed is read with them
 */
async function readRows<R extends ListedReview>(
  db: Db,
  which: RawBuilder<unknown>,
  { texts, limit }: { texts: boolean; limit: number },
): Promise<Row<R>[]> {
  const record = texts ? sql`'record', announced.record,` : sql``
  const signed = texts ? sql`'statement', s.statement, 'signature', s.signature,` : sql``
  // How often the same leaves were announced is counted once for each range of the page: most reviews of a month share one.
  const { rows } = await sql<Row<R>>`
    with page as materialized (
      select review.id, review.kind, review.items, review.done, review.version, octet_length(review.sealed) as size,
          review.sha256, review.created_by, review.created_at, review.changed_by, review.changed_at, review.signed_at
        from review where ${which} order by review.id desc limit ${limit}
    ), announced as materialized (
      select announcement.* from page join review_announcement announcement on announcement.review_id = page.id
    ), counted as materialized (
      select range.first, range.beyond, count(*)::integer as overlapping
        from (select distinct first, beyond from announced) range
        join review_announcement other on other.first < range.beyond and other.beyond > range.first
        group by range.first, range.beyond
    )
    select page.id, page.kind, announced.month, page.items, page.done, page.version, page.size, page.sha256,
        maker.login as "createdBy", page.created_at as "createdAt", changer.login as "changedBy",
        page.changed_at as "changedAt", page.signed_at as "signedAt",
        case when announced.review_id is not null then json_build_object(
          ${record} 'at', announced.at,
          'leaf', (select idx::text from released_entry where staged_id = announced.staged_id),
          'overlapping', counted.overlapping) end as announcement,
        (select coalesce(json_agg(json_build_object('step', s.step, 'by', signer.login, 'at', s.at, ${signed}
            'leaf', (select idx::text from released_entry where staged_id = s.staged_id)) order by s.at), '[]')
          from review_signature s join person signer on signer.id = s.person_id
          where s.review_id = page.id) as signatures
      from page
      join person maker on maker.id = page.created_by
      join person changer on changer.id = page.changed_by
      left join announced on announced.review_id = page.id
      left join counted on counted.first = announced.first and counted.beyond = announced.beyond
      order by page.id desc`.execute(db)
  return rows
}

function viewOf<R extends ListedReview>({ signedAt, createdAt, changedAt, ...row }: Row<R>) {
  const { announcement, signatures } = row
  return {
    ...row,
    state: signedAt === null ? ('open' as const) : ('signed' as const),
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
    announcement: announcement && { ...announcement, at: timeOf(announcement.at) },
    signatures: signatures.map((one) => ({ ...one, at: timeOf(one.at) })),
  }
}

/** A time as JSON of the database writes it. */
const timeOf = (text: string): string => new Date(text).toISOString()
