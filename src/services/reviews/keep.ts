import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import Value from 'typebox/value'
import { problem } from '../../domain/problems.ts'
import { check } from '../../domain/wire/check.ts'
import { MOST_OPEN_REVIEWS, PAPERS_LIMIT, type Review, ReviewAbout } from '../../domain/wire/review.ts'
import type { Database } from '../../store/tables.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandSealedToAuditors } from './auditor-keys.ts'
import { readReview } from './read.ts'

type Dependencies = { db: Db; clock: () => Date }

/**
 * Keeps the papers of a review: of a new one, or in the place of those whose version is named.
 *
 * @param about the text of a `ReviewAbout`
 * @throws ProblemError `not-yours`, `invalid-request`, `not-found`, `conflict` when it is of another version, or signed,
 *   `no-certificate`, `sealed-object-refused`, `content-too-large`, `too-many-requests`
 */
export async function keepReview(
  { db, clock }: Dependencies,
  caller: Caller,
  { id, about, content }: { id: string; about: string; content: AsyncIterable<Uint8Array> },
): Promise<Review> {
  demandAction(caller, 'review-disclosures')
  const { kind, items, done, version } = aboutOf(about)
  // What is another agency's reads like what does not exist.
  if (version > 0) await readReview({ db }, caller, id)
  const now = clock()
  const sealed = await whole(content)
  await demandSealedToAuditors(db, caller, sealed, now)
  const values = {
    items,
    done,
    sealed,
    sha256: createHash('sha256').update(sealed).digest('hex'),
    version: version + 1,
    changed_by: caller.personId,
    changed_at: now,
  }
  await db.transaction().execute(async (tx) => {
    if (version === 0) {
      await demandRoom(tx, caller.agencyId)
      const made = await tx
        .insertInto('review')
        .values({
          ...{
            id,
            agency_id: caller.agencyId,
            kind,
            created_by: caller.personId,
            created_at: now,
            signed_at: null,
          },
          ...values,
        })
        .onConflict((at) => at.column('id').doNothing())
        .executeTakeFirst()
      if (made.numInsertedOrUpdatedRows === 1n) return
    } else {
      const changed = await tx
        .updateTable('review')
        .set(values)
        .where('id', '=', id)
        .where('agency_id', '=', caller.agencyId)
        .where('kind', '=', kind)
        .where('version', '=', version)
        .where('signed_at', 'is', null)
        .executeTakeFirst()
      if (changed.numUpdatedRows === 1n) return
    }
    throw changedMeanwhile()
  })
  return readReview({ db }, caller, id)
}

/** Deletes a review that is not signed. @throws ProblemError `not-yours`, `not-found`, `conflict` */
export async function deleteReview(
  { db }: Dependencies,
  caller: Caller,
  { id, version }: { id: string; version: number },
): Promise<{ id: string; gone: true }> {
  await readReview({ db }, caller, id)
  const { numDeletedRows } = await db
    .deleteFrom('review')
    .where('id', '=', id)
    .where('agency_id', '=', caller.agencyId)
    .where('version', '=', version)
    .where('signed_at', 'is', null)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw changedMeanwhile()
  return { id, gone: true }
}

export const changedMeanwhile = () =>
  problem('conflict', 'That review was changed, signed or deleted in the meantime. Read it again.')

function aboutOf(text: string): ReviewAbout {
  let about: unknown
  try {
    about = JSON.parse(text)
  } catch {
    throw problem('invalid-request', 'The part review is not JSON.')
  }
  if (!Value.Check(ReviewAbout, about))
    throw problem('invalid-request', 'The part review is not as it must be.', {
      errors: check(ReviewAbout, about),
    })
  if (about.done <= about.items) return about
  throw problem('invalid-request', 'No more of a review can be done than there is.')
}

/** One after the other for each agency, so that the bound is kept. */
async function demandRoom(tx: Transaction<Database>, agencyId: string): Promise<void> {
  await sql`select id from agency where id = ${agencyId} for no key update`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from review where agency_id = ${agencyId} and signed_at is null`.execute(
    tx,
  )
  if ((rows[0]?.count ?? 0) >= MOST_OPEN_REVIEWS)
    throw problem(
      'too-many-requests',
      `Your agency has ${MOST_OPEN_REVIEWS} reviews that are not signed. Sign or delete some of them.`,
    )
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    size += piece.length
    if (size > PAPERS_LIMIT)
      throw problem('content-too-large', `Papers may be ${PAPERS_LIMIT / 1024 / 1024} MiB at most.`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
