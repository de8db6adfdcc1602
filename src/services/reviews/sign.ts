import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { problem } from '../../domain/problems.ts'
import { MOST_SIGNATURES, MOST_SIGNED_REVIEWS, type SignReviewRequest } from '../../domain/wire/review.ts'
import {
  CountersignStatement,
  ReviewAnnounced,
  ReviewSigned,
  ReviewStatement,
  SIGNING_CLOCK_MS,
} from '../../domain/wire/review-statement.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import type { Database } from '../../store/tables.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { stageOne } from '../log/stage.ts'
import { demandOwnSignature } from '../own-signature.ts'
import { readStatement } from '../read-statement.ts'
import { agencyName } from './agency-name.ts'
import { changedMeanwhile } from './keep.ts'

const YEAR_MS = 365 * 86_400_000

/**
 * Takes the signature of an auditor over a review, after which it stays as it is, or a second auditor's. What was signed is
 * entered in the log by its digest.
 *
 * @returns the staged id, for whoever waits for its publication
 * @throws ProblemError `not-yours`, `not-found`, `invalid-request`, `conflict`, `signature-not-yours`, `signature-invalid`,
 *   `too-many-requests`
 */
export async function signReview(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  id: string,
  { version, statement, signature }: SignReviewRequest,
): Promise<bigint> {
  demandAction(caller, 'review-disclosures')
  const now = clock()
  const step = statement.startsWith('{"despatch":"review-countersigned/1"') ? 'countersigned' : 'signed'
  const read =
    step === 'signed'
      ? readStatement(ReviewStatement, statement)
      : readStatement(CountersignStatement, statement)
  if (Math.abs(now.getTime() - Date.parse(read.time)) > SIGNING_CLOCK_MS)
    throw problem('invalid-request', 'The statement is not of this hour; check the clock.')
  const agency = await agencyName(db, caller)
  if (read.review !== id || read.by !== caller.personId || read.agency !== agency)
    throw problem('invalid-request', 'The statement is of another review, or of somebody else.')
  await demandOwnSignature(db, caller, { type: read.despatch, statement, signature, now })
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      kind: string
      version: number
      items: number
      done: number
      signed: boolean
    }>`
      select kind, version, items, done, signed_at is not null as signed from review
        where id = ${id} and agency_id = ${caller.agencyId} for update`.execute(tx)
    const review = rows[0]
    if (!review) throw problem('not-found', 'There is no review of that id.')
    if (read.despatch === 'review/1') {
      if (review.signed || review.version !== version) throw changedMeanwhile()
      await demandFits(tx, read, review)
      await demandFew(tx, caller, now)
      await tx.updateTable('review').set({ signed_at: now }).where('id', '=', id).execute()
    } else await demandOther(tx, caller, read)
    const record = writeStatement(ReviewSigned, {
      despatch: 'review-signed/1',
      review: id,
      by: caller.personId,
      agency,
      step,
      statement: sha256(statement),
      time: now.toISOString(),
    })
    const staged_id = await stageOne(tx, { type: 'review-signed', record, referralId: null })
    await tx
      .insertInto('review_signature')
      .values({ review_id: id, person_id: caller.personId, step, statement, signature, staged_id, at: now })
      .execute()
    return staged_id
  })
}

/** What is signed must be of what there is: the service cannot read the papers, and knows how many there are, and the announcement. */
async function demandFits(
  tx: Transaction<Database>,
  { review, of, outcomes }: ReviewStatement,
  { kind, items, done }: { kind: string; items: number; done: number },
): Promise<void> {
  const counted = outcomes['in-order'] + outcomes.question + outcomes.fault
  if (items === 0 || done < items || counted !== items)
    throw problem(
      'conflict',
      `Of the ${items} leaves of the review ${done} have an outcome; ${counted} are signed for.`,
    )
  const announced = await tx
    .selectFrom('review_announcement')
    .innerJoin('released_entry', 'released_entry.staged_id', 'review_announcement.staged_id')
    .select(['record', 'nonce_sha256', 'idx'])
    .where('review_id', '=', review)
    .executeTakeFirst()
  if (!('sample' in of)) {
    if (kind === 'sample') throw problem('conflict', 'That review is of a sample, and is signed as one.')
    return
  }
  if (!announced) throw problem('conflict', 'That sample was not announced, or it is not published yet.')
  const { month, from, to, count } = readStatement(ReviewAnnounced, announced.record)
  const { sample } = of
  const isAnnounced =
    sample.month === month &&
    sample.from === from &&
    sample.to === to &&
    sample.count === count &&
    sample.announcement === String(announced.idx) &&
    createHash('sha256').update(Buffer.from(sample.nonce, 'base64')).digest('hex') === announced.nonce_sha256
  if (!isAnnounced) throw problem('conflict', 'That is not the sample that was announced.')
}

/** What is signed is kept for good: so many in a year, for all auditors of an agency together. */
async function demandFew(tx: Transaction<Database>, { agencyId }: Caller, now: Date): Promise<void> {
  // One after the other for each agency, so that the bound is kept.
  await sql`select id from agency where id = ${agencyId} for no key update`.execute(tx)
  const { rows } = await sql<{ at: Date }>`
    select signed_at as at from review where agency_id = ${agencyId} and signed_at > ${new Date(now.getTime() - YEAR_MS)}
      order by signed_at desc offset ${MOST_SIGNED_REVIEWS - 1} limit 1`.execute(tx)
  const [oldest] = rows
  if (!oldest) return
  const day = new Date(oldest.at.getTime() + YEAR_MS).toISOString().slice(0, 10)
  throw problem(
    'too-many-requests',
    `Your agency has signed ${MOST_SIGNED_REVIEWS} reviews within a year, the most that are kept. The next can be signed on ${day}; this one stays open until then.`,
  )
}

/** Two pairs of eyes are two people's, over one statement. */
async function demandOther(
  tx: Transaction<Database>,
  caller: Caller,
  { review, statement, report }: CountersignStatement,
): Promise<void> {
  const signatures = await tx
    .selectFrom('review_signature')
    .select(['person_id', 'step', 'statement'])
    .where('review_id', '=', review)
    .execute()
  const first = signatures.find(({ step }) => step === 'signed')
  if (!first) throw problem('conflict', 'Nobody has signed that review yet.')
  if (signatures.some(({ person_id }) => person_id === caller.personId))
    throw problem('conflict', 'You have signed that review before; a second auditor countersigns it.')
  if (signatures.length >= MOST_SIGNATURES)
    throw problem('conflict', `${MOST_SIGNATURES} auditors have signed that review, the most that do.`)
  if (
    sha256(first.statement) !== statement ||
    readStatement(ReviewStatement, first.statement).report !== report
  )
    throw problem('conflict', 'What you countersign is not what was signed.')
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
