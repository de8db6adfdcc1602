import { check } from '../../../domain/wire/check.ts'
import { MOST_ITEMS, Month, type ReviewsResponse } from '../../../domain/wire/review.ts'
import type { Outcome, ReviewItem } from '../../../domain/wire/review-papers.ts'
import { originLines } from '../../../sdk/audit/origin-words.ts'
import { type OpenedReview, openReview } from '../../../sdk/audit/papers.ts'
import { countOutcomes } from '../../../sdk/audit/report/contents.ts'
import { beginSample, beginSelection, drawSampleOf, keepFindings } from '../../../sdk/audit/review.ts'
import { ClientError, isApiProblem } from '../../../sdk/errors.ts'
import type { Session } from '../../../sdk/session.ts'
import { momentInWords } from '../../words.ts'
import { newestSeen, work } from '../open-session.ts'
import type { Filters } from './filters.ts'
import { demandFilters } from './register.ts'

/** A sample to be drawn: of which month (`YYYY-MM`), how many, and what its auditors call it. */
export type SampleAsked = { month: string; count: string; title: string }

/** A review as auditors see it: no nonce is in it. */
export type ReviewView = {
  review: string
  version: number
  state: 'open' | 'signed'
  kind: 'sample' | 'selection'
  title: string
  /** where its disclosures come from, and what is remarked of that; sentences */
  origin: string[]
  /** null for a sample that is not drawn yet */
  items: ReviewItem[] | null
  counts: Record<Outcome, number>
  signatures: { step: string; by: string; at: string; leaf: string | null }[]
}

/** What an auditor found of one disclosure; `version`: of the papers that they looked at. */
export type FindingKept = {
  review: string
  version: number
  leaf: string
  outcome: Outcome
  note: string
}

/** A page of the reviews of one's agency, the newest first. What they are called and what was found is sealed. */
export async function reviews({ before }: { before: string | null }): Promise<ReviewsResponse> {
  const { session } = await work()
  return session.client.reviews(before ?? undefined)
}

export async function review(id: string): Promise<ReviewView> {
  const { session, now } = await work()
  return viewOf(await openReview(session, id, now))
}

/** What is wrong with a sample as it is asked for, at its field; nothing is sent. */
export async function checkSample({
  month,
  count,
}: SampleAsked): Promise<{ field: string; message: string }[]> {
  const { now } = await work()
  const hasBegun = month <= now.toISOString().slice(0, 7)
  const isCount = /^[1-9][0-9]{0,2}$/.test(count) && Number(count) <= MOST_ITEMS
  return [
    ...(check(Month, month).length > 0
      ? [{ field: 'month', message: 'Enter a real month and year, such as 3 2010' }]
      : hasBegun
        ? []
        : [{ field: 'month', message: 'Enter a month that has begun: nothing of a later one can be drawn' }]),
    ...(isCount ? [] : [{ field: 'count', message: `Enter a number from 1 to ${MOST_ITEMS}` }]),
  ]
}

/**
 * Begins a review: announces the sample in the log, and draws it. One that was announced and could not be drawn is gone on with from
 * its page.
 *
 * @returns its id
 */
export async function announceSample(asked: SampleAsked): Promise<string> {
  const [fault] = await checkSample(asked)
  if (fault) throw new ClientError(fault.message)
  const { session, now } = await work()
  const { month, count } = asked
  const title = asked.title || `Sample of ${month}`
  const begun = await beginSample(session, { month, count: Number(count), title, now })
  const { id, version } = begun.review
  try {
    await drawSampleOf(session, begun, { newest: () => newestSeen(session), now })
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    if (isApiProblem(error, 'nothing-to-review')) {
      // Nothing was announced: there is nothing to go on with.
      await session.client.deleteReview(id, version).catch(() => undefined)
      throw error
    }
  }
  return id
}

/** Goes on with a sample that was broken off before anything was drawn. */
export async function drawSample(id: string): Promise<ReviewView> {
  const { session, now } = await work()
  const opened = await openReview(session, id, now)
  return viewOf(await drawSampleOf(session, opened, { newest: () => newestSeen(session), now }))
}

/** Begins the review of what the register lists under filters. @returns its id */
export async function selectReview({ filters, title }: { filters: Filters; title: string }): Promise<string> {
  const { session, now } = await work()
  const { review } = await beginSelection(session, {
    ...{ filters: demandFilters(filters), now, newest: () => newestSeen(session) },
    title: title || 'Selection of the register',
  })
  return review.id
}

/** Keeps what was found of one disclosure, sealed to the auditors of the agency. */
export async function keepFinding(finding: FindingKept): Promise<ReviewView> {
  const { session, now } = await work()
  const { review: id, version, leaf, outcome, note } = finding
  const opened = await sameAsSeen(session, { review: id, version }, now)
  return viewOf(await keepFindings(session, opened, new Map([[leaf, { outcome, note }]]), now))
}

/** Deletes a review that is not signed, for good. */
export async function discardReview({
  review: id,
  version,
}: Pick<FindingKept, 'review' | 'version'>): Promise<void> {
  const { session } = await work()
  await session.client.deleteReview(id, version)
}

/** A review, if nobody has changed it since the person looked at it. @throws ClientError */
export async function sameAsSeen(
  session: Session,
  seen: Pick<FindingKept, 'review' | 'version'>,
  now: Date,
): Promise<OpenedReview> {
  const opened = await openReview(session, seen.review, now)
  if (opened.papers.version === seen.version) return opened
  throw new ClientError(
    'A colleague changed that review while you looked at it, and nothing of yours was kept. Go back to the review to see what they found, and then try again.',
  )
}

function viewOf(opened: OpenedReview): ReviewView {
  const { review, papers } = opened
  const { id, state, kind, signatures } = review
  return {
    ...{ review: id, version: papers.version, state, kind, title: papers.title },
    origin: originLines(opened, momentInWords),
    items: papers.items,
    counts: countOutcomes(papers.items ?? []),
    signatures: signatures.map(({ step, by, at, leaf }) => ({ step, by, at, leaf })),
  }
}
