import { v7 } from 'uuid'
import { sha256Hex } from '../../crypto/digest.ts'
import { placeInMonth } from '../../domain/audit/month.ts'
import { personOf } from '../../domain/trust/state.ts'
import type { DisclosureFilters } from '../../domain/wire/register-response.ts'
import { MOST_ITEMS, type Review } from '../../domain/wire/review.ts'
import { NOTE_LIMIT, type Outcome, type ReviewItem } from '../../domain/wire/review-papers.ts'
import type { SampleRemark } from '../../domain/wire/review-statement.ts'
import { fromBase64, toBase64 } from '../../log/base64.ts'
import type { KeptCheckpoint } from '../checkpoint.ts'
import { ClientError, LogInconsistentError } from '../errors.ts'
import { registerRows } from '../register.ts'
import { RemediedError } from '../remedy.ts'
import type { Session } from '../session.ts'
import { checkMonth } from './check-month.ts'
import { factsOf, isDisclosure } from './facts.ts'
import { openLeaf, readLeaves } from './leaves.ts'
import { keepPapers, type OpenedReview } from './papers.ts'
import { readSample } from './read-sample.ts'
import { remarksOfDrawn } from './remarks.ts'
import type { JudgedSample } from './sample-evidence.ts'

/** The newest checkpoint, which continues the one that this machine has seen. */
export type NewestCheckpoint = () => Promise<KeptCheckpoint | null>

/** How often it is looked whether an announcement is published, and how long it is waited each time. */
const MOST_LOOKS = 40
const LOOK_MS = 250

/**
 * Begins the review of a sample: 32 random bytes are kept in its sealed papers before their digest is announced, so that a draw is
 * not lost, and not drawn anew, when this machine stops in between.
 */
export async function beginSample(
  session: Session,
  { month, count, title, now }: { month: string; count: number; title: string; now: Date },
): Promise<OpenedReview> {
  const nonce = toBase64(crypto.getRandomValues(new Uint8Array(32)))
  const review = v7({ msecs: now.getTime() })
  const of = { sample: { month, count, nonce, remarks: [] } }
  return keepPapers(session, { review, title, of, items: null, closing: null }, { version: 0, now })
}

/** A review that was drawn, what came of it, and what could not be found out about it. */
export type DrawnReview = OpenedReview & { judged: JudgedSample; remarks: SampleRemark[] }

/**
 * Announces the sample of a review, where that was not done, waits until the log has published it, draws, and keeps what was drawn.
 * What the service says is held against the log: that it announced what was asked for, and gave the whole month.
 *
 * @throws LogInconsistentError when the service announced something else, or left an entry out; ClientError when the range is not
 *   the month's
 */
export async function drawSampleOf(
  session: Session,
  { review: { id }, papers }: OpenedReview,
  { newest, now }: { newest: NewestCheckpoint; now: Date },
): Promise<DrawnReview> {
  if (!('sample' in papers.of))
    throw new ClientError('That review is of a selection of the register: there is nothing to draw.')
  const { month, count, nonce } = papers.of.sample
  const nonceSha256 = await sha256Hex(fromBase64(nonce) ?? new Uint8Array())
  const review = await published(
    session,
    await session.client.announceReview(id, { month, count, nonceSha256 }),
  )
  const checkpoint = await newest()
  const index = BigInt(review.announcement?.leaf ?? 0)
  const from = BigInt(fromOf(review))
  if (!checkpoint) throw new ClientError('The log has published no checkpoint yet.')
  const { evidence, judged } = await readSample(session, checkpoint, { index, from, nonce, remarks: [] })
  const { announced } = judged
  const self = personOf(await session.trust.state(), session.key.getFingerprint())
  const isOurs =
    announced.review === id &&
    announced.agency === self?.agency &&
    announced.month === month &&
    announced.count === count
  if (!isOurs)
    throw new LogInconsistentError(
      'The service announced another sample than it was asked for. Nothing was drawn. Tell the operator.',
      checkpoint.note,
    )
  if (papers.items !== null) return { review, papers, judged, remarks: papers.of.sample.remarks }
  const ends = await checkMonth(session, evidence, judged)
  const items = await readItems(session, checkpoint, judged.drawn)
  demandOfMonth(month, items)
  const unopened = items.filter(({ facts }) => facts === null).map(({ leaf }) => BigInt(leaf))
  const remarks = [...ends, ...(await remarksOfDrawn(session, evidence, { unopened, size: judged.size }))]
  const { title } = papers
  const of = { sample: { ...papers.of.sample, remarks } }
  const kept = await keepPapers(
    session,
    { review: id, title, of, items, closing: null },
    { version: papers.version, now },
  )
  return { ...kept, judged, remarks }
}

/** A range that was stretched over other months would hide a leaf among theirs: of what is drawn from it some are of those. */
function demandOfMonth(month: string, items: readonly ReviewItem[]): void {
  const other = items.find(({ facts }) => facts && placeInMonth(month, facts.time) === 'outside')
  if (other)
    throw new ClientError(
      `The range that the service gave is not that of ${month}: entry ${other.leaf}, which was drawn from it, is of another month. Tell the operator.`,
    )
}

/** The review once its announcement is published. @throws ClientError when it is not in time */
async function published(session: Session, announced: Review): Promise<Review> {
  let review = announced
  for (let look = 0; look < MOST_LOOKS && !review.announcement?.leaf; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    review = await session.client.review(announced.id)
  }
  if (review.announcement?.leaf) return review
  throw new RemediedError(
    'The announcement is not published yet. Nothing is lost.',
    'resume-sample',
    `Go on with: despatch audit sample --resume ${review.id}`,
  )
}

/** Where the range begins that the service says it announced. What was announced indeed, the log says. */
function fromOf({ announcement }: Review): string {
  try {
    const record: unknown = JSON.parse(announcement?.record ?? '')
    if (typeof record === 'object' && record !== null && 'from' in record) {
      if (typeof record.from === 'string' && /^(0|[1-9][0-9]{0,17})$/.test(record.from)) return record.from
    }
  } catch {
    // said below
  }
  throw new ClientError('The service answered with an announcement that is none.')
}

/** Begins the review of what the register gives under filters: each leaf once, the newest first. */
export async function beginSelection(
  session: Session,
  {
    filters,
    title,
    newest,
    now,
  }: { filters: DisclosureFilters; title: string; newest: NewestCheckpoint; now: Date },
): Promise<OpenedReview> {
  const leaves = new Map<bigint, string>()
  for await (const { leaf, referral } of registerRows(session.client, filters)) {
    if (leaf !== null) leaves.set(BigInt(leaf), referral)
    if (leaves.size > MOST_ITEMS)
      throw new ClientError(
        `The register has more than ${MOST_ITEMS} of them, the most of one review. Ask for less, such as a week.`,
      )
  }
  if (leaves.size === 0)
    throw new ClientError('The register has nothing of that kind that is published in the log.')
  // Taken after the rows: every leaf of theirs is under it.
  const checkpoint = await newest()
  if (!checkpoint) throw new ClientError('The log has published no checkpoint yet.')
  const items = await readItems(session, checkpoint, [...leaves.keys()], leaves)
  const review = v7({ msecs: now.getTime() })
  const of = { register: filters }
  return keepPapers(session, { review, title, of, items, closing: null }, { version: 0, now })
}

/** What each leaf is, by its own record as far as it can be opened. `referrals`: which one the register says it is of. */
async function readItems(
  session: Session,
  checkpoint: KeptCheckpoint,
  indices: readonly bigint[],
  referrals?: ReadonlyMap<bigint, string>,
): Promise<ReviewItem[]> {
  const items: ReviewItem[] = []
  for (const leaf of await readLeaves(session, checkpoint, indices)) {
    const { type } = leaf.entry
    const opened = await openLeaf(session, leaf)
    const read = opened && isDisclosure(type) ? factsOf(type, opened.record) : null
    const expected = referrals?.get(leaf.index)
    const isOther = read !== null && expected !== undefined && read.referral !== expected
    if (!isDisclosure(type) || (opened && !read) || isOther)
      throw new LogInconsistentError(
        `Entry ${leaf.index} is not the disclosure that the service says it is. Tell the operator.`,
        checkpoint.note,
      )
    items.push({ leaf: String(leaf.index), type, facts: read?.facts ?? null, outcome: null, note: '' })
  }
  return items
}

/** What an auditor finds of one leaf: what is left out stays as it is. */
export type Finding = { outcome?: Outcome; note?: string }

/**
 * Writes down what was found of leaves of a review.
 *
 * @throws ClientError when it has no such leaf, is signed, or was changed meanwhile
 */
export async function keepFindings(
  session: Session,
  { review, papers }: OpenedReview,
  findings: ReadonlyMap<string, Finding>,
  now: Date,
): Promise<OpenedReview> {
  if (review.state === 'signed')
    throw new ClientError('That review is signed: nothing of it changes any more.')
  const known = new Set((papers.items ?? []).map(({ leaf }) => leaf))
  for (const [leaf, { note }] of findings) {
    if (!known.has(leaf))
      throw new RemediedError(
        `The review has no leaf ${leaf}.`,
        'show-review',
        `See: despatch audit show ${review.id}`,
      )
    if (note !== undefined && note.length > NOTE_LIMIT)
      throw new ClientError(`A note has ${NOTE_LIMIT} characters at most; this one has ${note.length}.`)
  }
  const items = (papers.items ?? []).map((item) => ({ ...item, ...findings.get(item.leaf) }))
  return keepPapers(session, { ...papers, items, closing: null }, { version: papers.version, now })
}
