import { sql } from 'kysely'
import { daysOfMonth } from '../../domain/audit/month.ts'
import { addDays } from '../../domain/day.ts'
import { problem } from '../../domain/problems.ts'
import { type AnnounceRequest, MOST_ANNOUNCED } from '../../domain/wire/review.ts'
import { ReviewAnnounced } from '../../domain/wire/review-statement.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { agencyName } from './agency-name.ts'

/**
 * Stages the announcement of a sample: of the leaves between the first and the last disclosure that the register has in a month, as
 * far as they are published, those two included. The nonce nobody here has seen.
 *
 * @returns the staged id, for whoever waits for its publication
 * @throws ProblemError `not-yours`, `not-found`, `conflict` when the review is signed or announced in another way,
 *   `nothing-to-review`, `too-many-requests`
 */
export async function announceReview(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  id: string,
  { month, count, nonceSha256 }: AnnounceRequest,
): Promise<bigint> {
  demandAction(caller, 'review-disclosures')
  const range = await rangeOf(db, month)
  const now = clock()
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ kind: string; signed: boolean }>`
      select kind, signed_at is not null as signed from review
        where id = ${id} and agency_id = ${caller.agencyId} for update`.execute(tx)
    const review = rows[0]
    if (!review) throw problem('not-found', 'There is no review of that id.')
    const before = await tx
      .selectFrom('review_announcement')
      .select(['staged_id', 'month', 'record', 'nonce_sha256'])
      .where('review_id', '=', id)
      .executeTakeFirst()
    if (before) {
      const announced: unknown = JSON.parse(before.record)
      const isSame =
        before.month === month && before.nonce_sha256 === nonceSha256 && countOf(announced) === count
      if (isSame) return before.staged_id
      throw problem('conflict', 'That review was announced before, in another way.')
    }
    if (review.signed || review.kind !== 'sample')
      throw problem('conflict', 'A sample is announced for a review of one, before it is signed.')
    if (range === null) throw problem('nothing-to-review')
    await demandFew(tx, caller.agencyId, now)
    const { first, beyond, leaves } = range
    const record = writeStatement(ReviewAnnounced, {
      despatch: 'review-announced/1',
      review: id,
      by: caller.personId,
      agency: await agencyName(tx, caller),
      month,
      from: String(first),
      to: String(beyond),
      leaves,
      count,
      nonceSha256,
      time: now.toISOString(),
    })
    const stagedId = await stageOne(tx, { type: 'review-announced', record, referralId: null })
    const made = await tx
      .insertInto('review_announcement')
      .values({
        ...{ review_id: id, agency_id: caller.agencyId, person_id: caller.personId, month, first, beyond },
        ...{ nonce_sha256: nonceSha256, record, staged_id: stagedId, at: now },
      })
      .onConflict((at) => at.column('nonce_sha256').doNothing())
      .executeTakeFirst()
    // Whoever draws by the same bytes again would know what comes.
    if (made.numInsertedOrUpdatedRows !== 1n)
      throw problem('conflict', 'Those bytes were announced before, for another review.')
    return stagedId
  })
}

/** Of which leaves the month is, by the register; null when nothing of it is published. */
async function rangeOf(
  db: Db,
  month: string,
): Promise<{ first: bigint; beyond: bigint; leaves: number } | null> {
  const { since, until } = daysOfMonth(month)
  const { rows } = await sql<{ first: bigint | null; last: bigint | null; leaves: number }>`
    select min(idx) as first, max(idx) as last, count(distinct idx)::integer as leaves
      from disclosure
      join released_entry on released_entry.staged_id = disclosure.staged_id
      where disclosure.at >= ${startOf(since)} and disclosure.at < ${startOf(addDays(until, 1))}`.execute(db)
  const [found] = rows
  if (!found || found.first === null || found.last === null) return null
  return { first: found.first, beyond: found.last + 1n, leaves: found.leaves }
}

const startOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`)

const countOf = (record: unknown): unknown =>
  typeof record === 'object' && record !== null && 'count' in record ? record.count : undefined

async function demandFew(db: Db, agencyId: string, now: Date): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from review_announcement
      where agency_id = ${agencyId} and at > ${new Date(now.getTime() - 86_400_000)}`.execute(db)
  if ((rows[0]?.count ?? 0) >= MOST_ANNOUNCED)
    throw problem('too-many-requests', `Your agency announced ${MOST_ANNOUNCED} samples within a day.`)
}
