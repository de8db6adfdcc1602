import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import { verifyStatement } from '../../crypto/statement.ts'
import { CountersignStatement, type ReviewStatement } from '../../domain/wire/review-statement.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { ClientError } from '../errors.ts'
import { parseSums, SIGNING_FILES } from './report/sums.ts'

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
  const signing = new Set<string>(SIGNING_FILES)
  for (const path of await folder.paths())
    if (!sums.has(path) && !signing.has(path) && !COUNTERSIGNED.test(path))
      problems.push(`${path}: it does not belong to what was signed.`)
}

const COUNTERSIGNED = /^countersigned-([1-9][0-9]?)\.(json|json\.asc|signer\.asc)$/

/**
 * Each `countersigned-<n>.json` must be of this report, and signed by the key beside it, another each time.
 *
 * @returns the fingerprints of those keys
 * @throws ClientError, StatementSignatureError
 */
export async function verifyCounter(
  folder: ReportFolder,
  statement: { text: string; says: ReviewStatement },
  signer: string | null,
): Promise<string[]> {
  const countersigners: string[] = []
  const read = async (path: string): Promise<string> => {
    const bytes = await folder.read(path)
    if (bytes) return new TextDecoder().decode(bytes)
    throw new MissingError(path)
  }
  for (const path of await folder.paths()) {
    const n = /^countersigned-([1-9][0-9]?)\.json$/.exec(path)?.[1]
    if (n === undefined) continue
    const text = await read(path)
    const says = parseStatement(CountersignStatement, text)
    const isOfThis =
      says.review === statement.says.review &&
      says.report === statement.says.report &&
      says.statement === (await sha256Hex(statement.text))
    if (!isOfThis) throw new ClientError(`${path} is of another report.`)
    const checked = await verifyStatement({
      type: 'review-countersigned/1',
      text,
      signature: await read(`${path}.asc`),
      certificates: [await readCertificate(await read(`countersigned-${n}.signer.asc`))],
      now: new Date(says.time),
    })
    if (checked.signer === signer || countersigners.includes(checked.signer))
      throw new ClientError(`${path} is signed by somebody who has signed it already.`)
    countersigners.push(checked.signer)
  }
  return countersigners
}
