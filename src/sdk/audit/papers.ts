import Value from 'typebox/value'
import { open } from '../../crypto/open.ts'
import { seal } from '../../crypto/seal.ts'
import { Uuid } from '../../domain/wire/primitives.ts'
import { PAPERS_LIMIT, type Review } from '../../domain/wire/review.ts'
import { ReviewPapers } from '../../domain/wire/review-papers.ts'
import { ClientError, isApiProblem } from '../errors.ts'
import { RemediedError } from '../remedy.ts'
import type { Session } from '../session.ts'
import { wholeList } from '../whole-list.ts'
import { auditorsOf } from './auditors.ts'

/** A review: what the service knows of it, and what only auditors can read. */
export type OpenedReview = { review: Review; papers: ReviewPapers }

/** What papers say, without what keeping them adds. */
export type Papers = Omit<ReviewPapers, 'despatch' | 'version' | 'time'>

/**
 * Keeps papers: sealed to the auditors of one's agency as the trust log has them, and signed with one's own key, so that the
 * service can neither read them nor put others in their place.
 *
 * @param version of those that they take the place of; 0 for a new review
 * @throws ClientError when a colleague has changed them meanwhile, or they are too large
 */
export async function keepPapers(
  session: Session,
  papers: Papers,
  { version, now }: { version: number; now: Date },
): Promise<OpenedReview> {
  const { readers } = await auditorsOf(session, now)
  const { review: id, title, of, items, closing } = papers
  const written: ReviewPapers = {
    despatch: 'review-papers/1',
    ...{ review: id, version: version + 1, title, of, items, closing },
    time: now.toISOString(),
  }
  if (!Value.Check(ReviewPapers, written))
    throw new ClientError('A title has a line of up to 200 characters, a note up to 2,000. Nothing was kept.')
  const content = await seal({
    entity: new TextEncoder().encode(JSON.stringify(written)),
    signingKey: session.key,
    recipients: readers,
    now,
  })
  if (content.length > PAPERS_LIMIT) throw new ClientError('The papers are too large, so nothing was kept.')
  const about = {
    kind: 'sample' in of ? ('sample' as const) : ('selection' as const),
    items: items?.length ?? 0,
    done: items?.filter(({ outcome }) => outcome !== null).length ?? 0,
    version,
  }
  try {
    return { review: await session.client.keepReview(id, about, content), papers: written }
  } catch (error) {
    if (!isApiProblem(error, 'conflict') && !isApiProblem(error, 'not-found')) throw error
    throw new RemediedError(
      'A colleague changed, signed or deleted that review in the meantime, and nothing of yours was kept.',
      'show-review',
      'Look at it again: despatch audit show',
    )
  }
}

/**
 * Opens the papers of a review.
 *
 * @param id the review, whole or so much of its beginning or end that only one has it
 * @throws ClientError when there is none, or they are not as an auditor of the agency made them; UnreadableError when they were
 *   sealed before one was an auditor
 */
export async function openReview(session: Session, id: string, now: Date): Promise<OpenedReview> {
  const review = await findReview(session.client, id)
  const [sealed, { signers }] = await Promise.all([
    session.client.reviewPapers(review.id, PAPERS_LIMIT),
    auditorsOf(session, now),
  ])
  const { entity, signature } = await open({ sealed, keys: [session.key], verifyWith: signers, now })
  const papers = parsePapers(entity)
  const isTheirs = signature.status === 'verified' && papers !== null
  if (!isTheirs || papers.review !== review.id || papers.version !== review.version) throw planted()
  return { review, papers }
}

/** A review of one's agency by its id, or the beginning or end of it. @throws ClientError */
export async function findReview(client: Session['client'], id: string): Promise<Review> {
  const wanted = id.trim().toLowerCase()
  const none = new RemediedError(
    `Your agency has no review ${id}.`,
    'list-reviews',
    'See: despatch audit list',
  )
  const read = (whole: string) =>
    client.review(whole).catch((error: unknown) => {
      throw isApiProblem(error, 'not-found') ? none : error
    })
  const isWhole: boolean = Value.Check(Uuid, wanted)
  if (isWhole) return read(wanted)
  if (wanted.length < 4) throw none
  const found: string[] = []
  for await (const { reviews } of wholeList((before) => client.reviews(before))) {
    const ids = reviews.map((one) => one.id)
    found.push(...ids.filter((one) => one.startsWith(wanted) || one.endsWith(wanted)))
  }
  const [only, ...others] = found
  if (only === undefined) throw none
  if (others.length > 0) throw new ClientError(`Several reviews are called ${id}: write more of the id.`)
  return read(only)
}

function parsePapers(entity: Uint8Array): ReviewPapers | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(entity))
    return Value.Check(ReviewPapers, value) ? value : null
  } catch {
    return null
  }
}

const planted = (): ClientError =>
  new ClientError(
    'These papers are not as an auditor of your agency made them last: the service put others in their place. Tell the operator.',
  )
