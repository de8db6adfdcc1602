import { sha256Hex } from '../../../crypto/digest.ts'
import { personOf } from '../../../domain/trust/state.ts'
import type { SampleDefinition } from '../../../domain/wire/review-statement.ts'
import { toBase64 } from '../../../log/base64.ts'
import { formatProof } from '../../../log/proof.ts'
import type { KeptCheckpoint } from '../../checkpoint.ts'
import { ClientError } from '../../errors.ts'
import type { Session } from '../../session.ts'
import { type ProvedLeaf, readLeaves } from '../leaves.ts'
import { openClosing } from '../log-keys.ts'
import type { OpenedReview } from '../papers.ts'
import { readSample } from '../read-sample.ts'
import { definitionOf, type JudgedSample, type OpenedEntry, type SampleEvidence } from '../sample-evidence.ts'
import { type ReportContents, reportJson } from './contents.ts'
import { reportPage } from './page.ts'
import { formatSums, type ReportFile } from './sums.ts'
import { reportTable } from './table.ts'

/** A report before it is signed: its files with their SHA256SUMS, the digest of those, what it says, and the log's key that it names. */
export type BuiltReport = { contents: ReportContents; files: ReportFile[]; digest: string; logKey: string }

/** Under which checkpoint a report stands, who signs it, and when it was made. */
export type Closing = NonNullable<OpenedReview['papers']['closing']>

/**
 * Makes the report of a review: from the same papers and the same closing the same files, as long as nothing that they are proved
 * by was erased.
 *
 * @throws LogInconsistentError when the log says otherwise than the papers
 */
export async function buildReport(
  session: Session,
  { review, papers }: OpenedReview,
  { closing, isDraft }: { closing: Closing; isDraft: boolean },
): Promise<BuiltReport> {
  const items = papers.items ?? []
  const { key: logKey, ...checkpoint } = await openClosing(closing.checkpoint, session.service)
  const sample = 'sample' in papers.of ? await sampleOf(session, { review, papers }, checkpoint) : null
  const proved = await readLeaves(
    session,
    checkpoint,
    items.map(({ leaf }) => BigInt(leaf)),
  )
  const author = personOf(await session.trust.state(), closing.by)
  if (!author) throw new ClientError(`No agency has appointed anybody with the key ${closing.by}.`)
  const contents: ReportContents = {
    review: review.id,
    title: papers.title,
    by: { post: `${author.title} ${author.number}`, agency: author.agency, fingerprint: author.fingerprint },
    isDraft,
    time: closing.time,
    of: sample
      ? { sample: sample.definition }
      : { register: 'register' in papers.of ? papers.of.register : {} },
    checkpoint: { size: String(checkpoint.size), root: toBase64(checkpoint.root) },
    items,
  }
  const files = [
    text('report.html', reportPage(contents)),
    text('report.csv', reportTable(contents)),
    text('report.json', `${JSON.stringify(reportJson(contents))}\n`),
    text('checkpoint', closing.checkpoint),
    text('log.vkey', `${logKey}\n`),
    text('signer.asc', author.certificate),
    ...proofFiles([...proved, ...(sample?.leaves ?? [])], closing.checkpoint),
    ...(sample ? sampleFiles(sample.evidence) : []),
  ]
  const sums = await formatSums(files)
  return { contents, files: [...files, text('SHA256SUMS', sums)], digest: await sha256Hex(sums), logKey }
}

async function sampleOf(
  session: Session,
  { review, papers }: OpenedReview,
  checkpoint: KeptCheckpoint,
): Promise<{ definition: SampleDefinition; evidence: SampleEvidence; leaves: ProvedLeaf[] }> {
  if (!('sample' in papers.of) || review.announcement?.leaf == null)
    throw new ClientError('That sample is not announced yet.')
  const { nonce, remarks } = papers.of.sample
  const index = BigInt(review.announcement.leaf)
  // The leaf is the service's word, and so is the range in what it shows: what was logged there is judged.
  const announced = /"from":"(0|[1-9][0-9]{0,17})"/.exec(review.announcement.record)?.[1]
  const { evidence, judged } = await readSample(session, checkpoint, {
    index,
    from: BigInt(announced ?? 0),
    ...{ nonce, remarks },
  })
  demandSame(judged, { review, papers })
  const leaves = await readLeaves(session, checkpoint, [evidence.start, index])
  return { evidence, leaves, definition: definitionOf(judged, { nonce, remarks }) }
}

/** What is reported on is what was drawn, and nothing else. */
function demandSame({ announced, drawn }: JudgedSample, { review, papers }: OpenedReview): void {
  const items = (papers.items ?? []).map(({ leaf }) => leaf)
  if (announced.review !== review.id || drawn.map(String).join() !== items.join())
    throw new ClientError('The papers have other leaves than were drawn. Nothing was reported.')
}

const encoder = new TextEncoder()
const text = (path: string, content: string): ReportFile => ({ path, bytes: encoder.encode(content) })

/** A proof for each leaf, its entry beside it: what it takes to go from the entry to the signed checkpoint. */
function proofFiles(leaves: readonly ProvedLeaf[], checkpoint: string): ReportFile[] {
  const files = new Map<string, ReportFile>()
  for (const { index, bytes, proof } of leaves) {
    const path = `proofs/${index}.tlog-proof`
    files.set(path, text(path, formatProof({ index, hashes: proof, checkpoint, extra: bytes })))
  }
  return [...files.values()]
}

/** What it takes to draw again: every entry from the first one on, as they follow one another, and those opened that it rests on. */
function sampleFiles(evidence: SampleEvidence): ReportFile[] {
  const { start, entries, announcement, announcements, destructions, nonce } = evidence
  const decoder = new TextDecoder()
  const about = { start: String(start), announcement: String(announcement.index) }
  const written = ({ index, salt, record }: OpenedEntry) => ({ index: String(index), salt, record })
  const opened = { announcements: announcements.map(written), destructions: destructions.map(written) }
  return [
    text('nonce', `${nonce}\n`),
    text('entries.txt', entries.map((bytes) => decoder.decode(bytes)).join('')),
    text('announcements.json', `${JSON.stringify({ ...about, ...opened })}\n`),
  ]
}
