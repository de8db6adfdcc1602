import type { Static } from 'typebox'
import Value from 'typebox/value'
import { readCertificate } from '../../crypto/certificate.ts'
import { verifyStatement } from '../../crypto/statement.ts'
import { MOST_REMARKED, ReviewStatement } from '../../domain/wire/review-statement.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { toBase64 } from '../../log/base64.ts'
import { readEntry } from '../../log/entry.ts'
import { type ProofFile, parseProof, verifyInclusion } from '../../log/proof.ts'
import { type Hash, leafHash } from '../../log/tree.ts'
import { type KeptCheckpoint, openSignedCheckpoint } from '../checkpoint.ts'
import { ClientError } from '../errors.ts'
import { sentenceOf } from '../sentence.ts'
import { isDisclosure } from './facts.ts'
import type { SignedTree } from './log-keys.ts'
import { countOutcomes, ReportJson, remarksOf } from './report/contents.ts'
import type { JudgedSample, SampleEvidence } from './sample-evidence.ts'
import {
  loggedOf,
  MissingError,
  type ReportFolder,
  type Signed,
  verifyCounter,
  verifySums,
} from './verify-folder.ts'
import { AnnouncementsJson, verifySample } from './verify-sample.ts'

export type { ReportFolder, Signed } from './verify-folder.ts'

/** What a report is found to be. It holds where there are no problems, as far as its key and the log's are whose it says. */
export type ReportVerdict = {
  problems: string[]
  statement: { text: string; says: ReviewStatement } | null
  /** those that are good, the first auditor's before the others' */
  signatures: Signed[]
  /** verifier key of the log that it is proved by; null when it signed no checkpoint of the report */
  logKey: string | null
  /** the tree that it is proved by, where that key signed it; and what it shows its sample by, where that holds */
  tree: SignedTree | null
  sample: JudgedSample | null
  evidence: SampleEvidence | null
}

/** Every tree that a report rests on: its own, and those that prove that the log has its signatures. */
export const treesOf = ({ tree, signatures }: Pick<ReportVerdict, 'tree' | 'signatures'>): SignedTree[] => [
  ...(tree ? [tree] : []),
  ...signatures.flatMap(({ logged }) => (logged ? [logged.tree] : [])),
]

/**
 * Checks a report offline: that its files are those that were signed, by the key beside them; that each of its leaves, and each
 * thing that it says of the draw, stands under the log's signed checkpoint; and that the sample is the one that follows.
 */
export async function verifyReport(hash: Hash, folder: ReportFolder): Promise<ReportVerdict> {
  const verdict: ReportVerdict = {
    ...{ problems: [], statement: null, signatures: [], logKey: null },
    ...{ tree: null, sample: null, evidence: null },
  }
  /** What one check finds does not keep the next from being made. */
  const part = async (about: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (error instanceof MissingError) {
        // The sums may have told of it.
        if (!verdict.problems.includes(error.message)) verdict.problems.push(error.message)
        return
      }
      const sentence = sentenceOf(error)
      if (sentence === null && !(error instanceof RangeError)) throw error
      verdict.problems.push(`${about}: ${sentence ?? 'it is not well formed'}`)
    }
  }
  const text = async (path: string): Promise<string> => {
    const bytes = await folder.read(path)
    if (bytes) return new TextDecoder().decode(bytes)
    throw new MissingError(path)
  }
  let signer: string | null = null
  await part('review.json', async () => {
    const statement = await text('review.json')
    const says = parseStatement(ReviewStatement, statement)
    verdict.statement = { text: statement, says }
    const certificate = await readCertificate(await text('signer.asc'))
    const verified = await verifyStatement({
      type: 'review/1',
      text: statement,
      signature: await text('review.json.asc'),
      certificates: [certificate],
      // A key that has ended since had not when it signed.
      now: new Date(says.time),
    })
    signer = verified.signer
  })
  if (!verdict.statement) return verdict
  const { text: statement, says } = verdict.statement
  await part('SHA256SUMS', () => verifySums(folder, says, verdict.problems))
  let checkpoint: KeptCheckpoint | null = null
  await part('checkpoint', async () => {
    const logKey = (await text('log.vkey')).trimEnd()
    checkpoint = await openSignedCheckpoint(await text('checkpoint'), logKey)
    verdict.logKey = logKey
    verdict.tree = { ...checkpoint, key: logKey }
    if (
      String(checkpoint.size) !== says.checkpoint.size ||
      toBase64(checkpoint.root) !== says.checkpoint.root
    )
      throw new ClientError('It is not the one that was signed for.')
  })
  const tree = (): KeptCheckpoint => {
    if (checkpoint) return checkpoint
    throw new ClientError('Without the checkpoint nothing can be proved.')
  }
  let leaves: string[] = []
  await part('report.json', async () => {
    const report = readJson(ReportJson, await text('report.json'))
    leaves = report.items.map(({ leaf }) => leaf)
    const counts = countOutcomes(report.items)
    if (report.review !== says.review || JSON.stringify(counts) !== JSON.stringify(says.outcomes))
      throw new ClientError('It is of another review, or has other outcomes than were signed for.')
    if (JSON.stringify(report.remarks) !== JSON.stringify(remarksOf(says.of)))
      throw new ClientError('It has other remarks on the sample than were signed for.')
    if (new Set(leaves).size !== leaves.length) throw new ClientError('It has a leaf twice.')
    if ('sample' in says.of) demandDrawnRemarked(report)
  })
  for (const leaf of leaves) {
    const path = `proofs/${leaf}.tlog-proof`
    await part(path, async () => {
      const { bytes } = demandProof(hash, tree(), leaf, await text(path))
      if (!isDisclosure(readEntry(bytes)?.type ?? '')) throw new ClientError('It is of no disclosure.')
    })
  }
  const { of } = says
  if ('sample' in of)
    await part('sample', async () => {
      const known = readJson(AnnouncementsJson, await text('announcements.json'))
      const [start, index] = [BigInt(known.start), BigInt(known.announcement)]
      const [first, own] = await Promise.all(
        [start, index].map(async (at) =>
          demandProof(hash, tree(), String(at), await text(`proofs/${at}.tlog-proof`)),
        ),
      )
      const opened = (entries: typeof known.announcements) =>
        entries.map((one) => ({ ...one, index: BigInt(one.index) }))
      const evidence = {
        checkpoint: tree(),
        start,
        entries: entriesOf(await text('entries.txt')),
        proof: first?.hashes ?? [],
        announcement: { index, proof: own?.hashes ?? [] },
        announcements: opened(known.announcements),
        destructions: opened(known.destructions),
        nonce: (await text('nonce')).trimEnd(),
      }
      const judged = verifySample(hash, evidence, { ...says, sample: of.sample })
      verdict.sample = judged
      verdict.evidence = evidence
      if (judged.drawn.map(String).join() !== leaves.join())
        throw new ClientError('The leaves that were reviewed are not those that are drawn.')
    })
  const log = checkpoint && verdict.logKey !== null ? { logKey: verdict.logKey, size: tree().size } : null
  await part('review.json in the log', async () => {
    if (signer === null) return
    const own = { path: 'review.json', text: statement, says, step: 'signed' as const }
    // What is wrong with the log's word does not make the signature a bad one.
    const signed: Signed = { step: own.step, fingerprint: signer, says, logged: null }
    verdict.signatures.push(signed)
    signed.logged = await loggedOf(hash, folder, { ...own, log })
  })
  await part('countersignature', async () => {
    verdict.signatures.push(...(await verifyCounter(hash, folder, { text: statement, says, signer, log })))
  })
  return verdict
}

/** Remarks on what was drawn and not opened are on just those: by number, and by name as far as they are named. */
function demandDrawnRemarked({ items, remarks }: ReportJson): void {
  const unopened = new Set(items.flatMap(({ leaf, facts }) => (facts === null ? [leaf] : [])))
  const drawn = remarks.filter(({ where }) => where === 'drawn')
  const count = drawn.reduce((sum, one) => sum + one.count, 0)
  if (count !== unopened.size)
    throw new ClientError('It does not remark on each disclosure that was drawn and not opened.')
  const named = drawn.flatMap(({ leaves }) => leaves)
  const isAll = drawn.every((one) => one.leaves.length === Math.min(one.count, MOST_REMARKED))
  if (!isAll || new Set(named).size < named.length || named.some((leaf) => !unopened.has(leaf)))
    throw new ClientError('Its remarks name others than those that were drawn and not opened.')
}

function readJson<S extends typeof ReportJson | typeof AnnouncementsJson>(
  schema: S,
  text: string,
): Static<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ClientError('It is not JSON.')
  }
  if (Value.Check(schema, value)) return value
  throw new ClientError('It is not as a report has it.')
}

/** A proof of this leaf under this very checkpoint; its entry stands beside it. */
function demandProof(
  hash: Hash,
  { note, size, root }: KeptCheckpoint,
  leaf: string,
  text: string,
): ProofFile & { bytes: Uint8Array } {
  const file = parseProof(text)
  const bytes = file?.extra
  if (!file || !bytes || String(file.index) !== leaf || file.checkpoint !== note)
    throw new ClientError('It is not the proof of this leaf under the checkpoint of the report.')
  const claim = { index: file.index, size, root, leaf: leafHash(hash, bytes), proof: file.hashes }
  if (!verifyInclusion(hash, claim)) throw new ClientError('Its hashes do not lead to the checkpoint.')
  return { ...file, bytes }
}

/** Entries as they follow one another: three lines each. */
function entriesOf(text: string): Uint8Array[] {
  const lines = text.split('\n')
  const encoder = new TextEncoder()
  const entries: Uint8Array[] = []
  for (let at = 0; at + 3 < lines.length; at += 3)
    entries.push(encoder.encode(`${lines[at]}\n${lines[at + 1]}\n${lines[at + 2]}\n`))
  return entries
}
