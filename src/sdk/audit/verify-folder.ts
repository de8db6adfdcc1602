import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import { verifyStatement } from '../../crypto/statement.ts'
import { CountersignStatement, type ReviewStatement } from '../../domain/wire/review-statement.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import type { Hash } from '../../log/tree.ts'
import { ClientError } from '../errors.ts'
import { type Logged, type ToBeLogged, verifyLogged } from './logged.ts'
import {
  EXCHANGES_ENDING,
  isOfSigning,
  PROOF_ENDING,
  parseSums,
  RECORD_ENDING,
  SIGNATURE_ENDING,
} from './report/sums.ts'

/** A report in a folder. */
export type ReportFolder = {
  /** null when there is no such file */
  read(path: string): Promise<Uint8Array | null>
  /** every file below the folder */
  paths(): Promise<readonly string[]>
}

/** A file of a report is not there. */
export class MissingError extends ClientError {
  override name = 'MissingError'
  constructor(path: string) {
    super(`${path}: it is missing.`)
  }
}

/**
 * Holds the files of a report against the digests that were signed for: none is another, missing, or beside them.
 *
 * @throws ClientError when the list of them is not to be read
 */
export async function verifySums(
  folder: ReportFolder,
  { report }: ReviewStatement,
  problems: string[],
): Promise<void> {
  const bytes = await folder.read('SHA256SUMS')
  if (!bytes) throw new MissingError('SHA256SUMS')
  if ((await sha256Hex(bytes)) !== report) problems.push('SHA256SUMS: it is not the one that was signed for.')
  const sums = parseSums(new TextDecoder().decode(bytes))
  if (!sums) throw new ClientError('It is not as a report has it.')
  for (const [path, digest] of sums) {
    const file = await folder.read(path)
    if (!file) problems.push(new MissingError(path).message)
    else if ((await sha256Hex(file)) !== digest) problems.push(`${path}: it was changed after it was signed.`)
  }
  for (const path of await folder.paths())
    if (!sums.has(path) && !isOfSigning(path))
      problems.push(`${path}: it does not belong to what was signed.`)
}

/** A good signature under a report: by which key, when by its own word, and what shows that the log has it, if anything does. */
export type Signed = {
  step: 'signed' | 'countersigned'
  fingerprint: string
  says: ReviewStatement | CountersignStatement
  logged: Logged | null
}

/** How the log's own word on a signature is judged: the log's key, and the size of the checkpoint that the report stands under. */
export type OfLog = { logKey: string; size: bigint }

/**
 * What the log says of a signed statement of the folder; null when the report was written before the log had it.
 *
 * @param log null when the report has no checkpoint that holds
 * @throws ClientError when it is not so
 */
export async function loggedOf(
  hash: Hash,
  folder: ReportFolder,
  { path, text, says, step, log }: Omit<ToBeLogged, keyof OfLog> & { path: string; log: OfLog | null },
): Promise<Logged | null> {
  const [proof, record, exchanges] = await Promise.all(
    [PROOF_ENDING, RECORD_ENDING, EXCHANGES_ENDING].map(async (ending) => folder.read(`${path}${ending}`)),
  )
  if (!proof && !record) return null
  if (!proof || !record) throw new MissingError(`${path}${proof ? RECORD_ENDING : PROOF_ENDING}`)
  if (!log) throw new ClientError('Without the checkpoint nothing can be proved.')
  const decoder = new TextDecoder()
  const files = {
    ...{ proof: decoder.decode(proof), record: decoder.decode(record) },
    exchanges: exchanges ? decoder.decode(exchanges) : null,
  }
  return verifyLogged(hash, files, { text, says, step, ...log })
}

/**
 * Each `countersigned-<n>.json` must be of this report, and signed by the key beside it, by another person each time.
 *
 * @throws ClientError, StatementSignatureError
 */
export async function verifyCounter(
  hash: Hash,
  folder: ReportFolder,
  {
    text,
    says,
    signer,
    log,
  }: { text: string; says: ReviewStatement; signer: string | null; log: OfLog | null },
): Promise<Signed[]> {
  const found: Signed[] = []
  const digest = await sha256Hex(text)
  const read = async (path: string): Promise<string> => {
    const bytes = await folder.read(path)
    if (bytes) return new TextDecoder().decode(bytes)
    throw new MissingError(path)
  }
  for (const path of await folder.paths()) {
    const n = /^countersigned-([1-9][0-9]?)\.json$/.exec(path)?.[1]
    if (n === undefined) continue
    const own = await read(path)
    const counter = parseStatement(CountersignStatement, own)
    const { review, agency, report, time, by } = counter
    if (review !== says.review || report !== says.report || counter.statement !== digest)
      throw new ClientError(`${path} is of another report.`)
    if (agency !== says.agency) throw new ClientError(`${path} is signed for another agency.`)
    const { signer: fingerprint } = await verifyStatement({
      type: 'review-countersigned/1',
      text: own,
      signature: await read(`${path}${SIGNATURE_ENDING}`),
      certificates: [await readCertificate(await read(`countersigned-${n}.signer.asc`))],
      now: new Date(time),
    })
    const others = [{ fingerprint: signer, says }, ...found]
    if (others.some((other) => other.fingerprint === fingerprint || other.says.by === by))
      throw new ClientError(`${path} is signed by somebody who has signed it already.`)
    const step = 'countersigned' as const
    const logged = await loggedOf(hash, folder, { path, text: own, says: counter, step, log })
    found.push({ step, fingerprint, says: counter, logged })
  }
  return found
}
