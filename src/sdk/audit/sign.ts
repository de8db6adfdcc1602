import { sha256Hex } from '../../crypto/digest.ts'
import { signStatement, verifyStatement } from '../../crypto/statement.ts'
import { whyNoAuditor } from '../../domain/trust/auditor-then.ts'
import { personOf } from '../../domain/trust/state.ts'
import type { Review } from '../../domain/wire/review.ts'
import { CountersignStatement, ReviewStatement } from '../../domain/wire/review-statement.ts'
import { parseStatement, writeStatement } from '../../domain/wire/statement.ts'
import { ClientError } from '../errors.ts'
import { RemediedError } from '../remedy.ts'
import type { Session } from '../session.ts'
import { auditorsOf } from './auditors.ts'
import { loggedFiles, type StatementFile } from './logged.ts'
import { keepPapers, type OpenedReview } from './papers.ts'
import { type BuiltReport, buildReport } from './report/build.ts'
import { countOutcomes } from './report/contents.ts'
import { type ReportFile, SIGNATURE_ENDING } from './report/sums.ts'
import type { NewestCheckpoint } from './review.ts'
import type { ReportVerdict } from './verify-report.ts'

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
): Promise<{ review: Review; report: BuiltReport; signed: StatementFile }> {
  const { id, state } = opened.review
  if (state === 'signed')
    throw new RemediedError(
      'That review is signed already.',
      'report-of-review',
      `Its report: despatch audit report ${id} --dir FOLDER`,
    )
  const items = opened.papers.items ?? []
  const left = items.filter(({ outcome }) => outcome === null)
  const [first] = left
  if (items.length === 0) throw new ClientError('That review has no leaves yet: nothing can be signed.')
  if (first)
    throw new RemediedError(
      `${left.length} of ${items.length} leaves have no outcome yet, the first of them ${first.leaf}. Nothing was signed.`,
      'judge-disclosure',
      `Give it one with: despatch audit mark ${id} ${first.leaf} --outcome in-order (or question, or fault)`,
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
    agency: contents.by.agency,
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
  return { review, report, signed: { path: 'review.json', text: statement } }
}

const signingFiles = ({ statement, signature }: { statement: string; signature: string }): ReportFile[] => [
  { path: 'review.json', bytes: encoder.encode(statement) },
  { path: `review.json${SIGNATURE_ENDING}`, bytes: encoder.encode(signature) },
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
  const { logKey } = report
  const files = [...report.files, ...signingFiles(signed)]
  const statements = [{ path: 'review.json', text: signed.statement }]
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
    statements.push({ path: `countersigned-${n}.json`, text })
  }
  return {
    report,
    files: [...files, ...(await loggedFiles(session, review, { statements, newest, logKey }))],
  }
}

/** `countersigned-1.json`, its signature and the key that made it; `countersigned-2.json`, … */
const countersigningFiles = (
  { statement, signature, certificate }: { statement: string; signature: string; certificate: string },
  n: number,
): ReportFile[] => [
  { path: `countersigned-${n}.signer.asc`, bytes: encoder.encode(certificate) },
  { path: `countersigned-${n}.json`, bytes: encoder.encode(statement) },
  { path: `countersigned-${n}.json${SIGNATURE_ENDING}`, bytes: encoder.encode(signature) },
]

/**
 * Signs, as a second auditor, a report that one has checked: its statement, by its digest. Whoever signed it first must have been an
 * auditor of the same agency, in office then, and be somebody else.
 *
 * @param verdict on the report, which holds
 * @throws ClientError when it does not, or the first signature is not such a one; ApiProblemError `conflict` when one has signed it
 *   before, or it is not what was signed
 */
export async function countersign(
  session: Session,
  { statement, signatures, problems }: Pick<ReportVerdict, 'statement' | 'signatures' | 'problems'>,
  now: Date,
): Promise<CountersignedReport> {
  if (problems.length > 0 || !statement)
    throw new ClientError('The report does not hold. Nothing was signed.')
  const { says, text: first } = statement
  await session.trust.freshHead()
  const state = await session.trust.state()
  const own = session.key.getFingerprint()
  const self = personOf(state, own)
  if (!self || self.agency !== says.agency)
    throw new ClientError(
      `The report is of a review of ${says.agency}; an auditor of that agency countersigns it.`,
    )
  for (const { step, fingerprint, says: signed, logged } of signatures) {
    if (fingerprint === own || signed.by === session.person.id)
      throw new ClientError('You have signed that report before; a second auditor countersigns it.')
    const { agency, time } = signed
    const why = whyNoAuditor(state, { fingerprint, agency, time, logged: logged?.time ?? null })
    if (why !== null)
      throw new ClientError(
        `The report is ${step} by somebody who does not count: ${why}. Nothing was signed.`,
      )
  }
  const { version } = await session.client.review(says.review)
  const text = writeStatement(CountersignStatement, {
    despatch: 'review-countersigned/1',
    review: says.review,
    by: session.person.id,
    agency: self.agency,
    statement: await sha256Hex(first),
    report: says.report,
    time: now.toISOString(),
  })
  const signature = await signStatement(text, session.key, now)
  const review = await session.client.signReview(says.review, { version, statement: text, signature })
  const certificate = self.certificate
  return {
    review,
    files: (n) => countersigningFiles({ statement: text, signature, certificate }, n),
    text,
    first,
  }
}

/** What a countersignature adds to a report. `files`: those of the n-th; and the texts of its own statement, and of the first. */
export type CountersignedReport = {
  review: Review
  files(n: number): ReportFile[]
  text: string
  first: string
}
