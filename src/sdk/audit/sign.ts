import { sha256Hex } from '../../crypto/digest.ts'
import { signStatement, verifyStatement } from '../../crypto/statement.ts'
import { personOf } from '../../domain/trust/state.ts'
import type { Review } from '../../domain/wire/review.ts'
import { CountersignStatement, ReviewStatement } from '../../domain/wire/review-statement.ts'
import { parseStatement, writeStatement } from '../../domain/wire/statement.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { auditorsOf } from './auditors.ts'
import { keepPapers, type OpenedReview } from './papers.ts'
import { type BuiltReport, buildReport } from './report/build.ts'
import { countOutcomes } from './report/contents.ts'
import type { ReportFile } from './report/sums.ts'
import type { NewestCheckpoint } from './review.ts'

const encoder = new TextEncoder()

/**
 * Ends a review: makes its report under the newest checkpoint, signs what it comes to with one's own key, and hands the signature
 * in, which the log then has by its digest. After that nothing of the review changes.
 *
 * @param keep is given the whole report before it is handed in: nothing is signed that is not kept
 * @throws ClientError while a leaf has no outcome
 */
export async function signReview(
  session: Session,
  opened: OpenedReview,
  { newest, keep, now }: { newest: NewestCheckpoint; keep(files: ReportFile[]): Promise<void>; now: Date },
): Promise<{ review: Review; report: BuiltReport }> {
  const { id, state } = opened.review
  if (state === 'signed')
    throw new ClientError(
      `That review is signed already. Its report: despatch audit report ${id} --dir FOLDER`,
    )
  const items = opened.papers.items ?? []
  const left = items.filter(({ outcome }) => outcome === null)
  const [first] = left
  if (items.length === 0) throw new ClientError('That review has no leaves yet: nothing can be signed.')
  if (first)
    throw new ClientError(
      `${left.length} of ${items.length} leaves have no outcome yet, the first of them ${first.leaf}. Nothing was signed. Give it one with: despatch audit mark ${id} ${first.leaf} --outcome in-order (or question, or fault)`,
    )
  const checkpoint = await newest()
  if (!checkpoint) throw new ClientError('The log has published no checkpoint yet.')
  const time = now.toISOString()
  const closing = { checkpoint: checkpoint.note, by: session.key.getFingerprint(), time }
  const kept = await keepPapers(
    session,
    { ...opened.papers, closing },
    { version: opened.papers.version, now },
  )
  const report = await buildReport(session, kept, { closing, isDraft: false })
  const { contents, digest, files } = report
  const statement = writeStatement(ReviewStatement, {
    despatch: 'review/1',
    review: kept.review.id,
    by: session.person.id,
    agency: session.person.agency,
    of: contents.of,
    checkpoint: contents.checkpoint,
    outcomes: countOutcomes(items),
    report: digest,
    time,
  })
  const signature = await signStatement(statement, session.key, now)
  await keep([...files, ...signingFiles({ statement, signature })])
  const review = await session.client.signReview(kept.review.id, {
    ...{ version: kept.review.version, statement, signature },
  })
  return { review, report }
}

const signingFiles = ({ statement, signature }: { statement: string; signature: string }): ReportFile[] => [
  { path: 'review.json', bytes: encoder.encode(statement) },
  { path: 'review.json.asc', bytes: encoder.encode(signature) },
]

/** The report of a review as it stands: a draft before it is signed, and then the very one that was signed. */
export async function reportOf(
  session: Session,
  opened: OpenedReview,
  { newest, now }: { newest: NewestCheckpoint; now: Date },
): Promise<{ report: BuiltReport; files: ReportFile[] }> {
  const { review, papers } = opened
  if (review.state === 'open' || papers.closing === null) {
    const checkpoint = await newest()
    if (!checkpoint) throw new ClientError('The log has published no checkpoint yet.')
    const closing = { checkpoint: checkpoint.note, by: session.key.getFingerprint(), time: now.toISOString() }
    const report = await buildReport(session, opened, { closing, isDraft: true })
    return { report, files: report.files }
  }
  const report = await buildReport(session, opened, { closing: papers.closing, isDraft: false })
  const signed = review.signatures.find(({ step }) => step === 'signed')
  const statement = signed && parseStatement(ReviewStatement, signed.statement)
  if (!signed || statement?.report !== report.digest)
    throw new ClientError(
      'The report that was signed cannot be made again: this program words it differently, or something that it was made from was erased since. The folder that was written when it was signed is the report.',
    )
  const files = [...report.files, ...signingFiles(signed)]
  const { signers } = await auditorsOf(session, now)
  let n = 0
  for (const one of review.signatures.filter(({ step }) => step === 'countersigned')) {
    n += 1
    const { statement: text, signature } = one
    const asked = {
      type: 'review-countersigned/1',
      text,
      signature,
      certificates: signers,
      now: new Date(one.at),
    }
    const { signer } = await verifyStatement(asked)
    const armored = personOf(await session.trust.state(), signer)?.certificate ?? ''
    files.push(...countersigningFiles({ ...one, certificate: armored }, n))
  }
  return { report, files }
}

/** `countersigned-1.json`, its signature and the key that made it; `countersigned-2.json`, … */
export const countersigningFiles = (
  { statement, signature, certificate }: { statement: string; signature: string; certificate: string },
  n: number,
): ReportFile[] => [
  { path: `countersigned-${n}.signer.asc`, bytes: encoder.encode(certificate) },
  { path: `countersigned-${n}.json`, bytes: encoder.encode(statement) },
  { path: `countersigned-${n}.json.asc`, bytes: encoder.encode(signature) },
]

/**
 * Signs, as a second auditor, a report that one has checked: its statement, by its digest.
 *
 * @param statement the text of its `review.json`
 * @throws ApiProblemError `conflict` when one has signed it before, or it is not what was signed
 */
export async function countersign(
  session: Session,
  { review, statement, report }: { review: string; statement: string; report: string },
  now: Date,
): Promise<{ review: Review; signed: { statement: string; signature: string; certificate: string } }> {
  const { version } = await session.client.review(review)
  const text = writeStatement(CountersignStatement, {
    despatch: 'review-countersigned/1',
    review,
    by: session.person.id,
    agency: session.person.agency,
    statement: await sha256Hex(statement),
    report,
    time: now.toISOString(),
  })
  const signature = await signStatement(text, session.key, now)
  const self = personOf(await session.trust.state(), session.key.getFingerprint())
  return {
    review: await session.client.signReview(review, { version, statement: text, signature }),
    signed: { statement: text, signature, certificate: self?.certificate ?? '' },
  }
}
