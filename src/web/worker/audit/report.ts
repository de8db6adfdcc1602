import { nextCounter } from '../../../sdk/audit/next-counter.ts'
import { demandOwnLog, OtherLogError } from '../../../sdk/audit/own-log.ts'
import { countersign as sign } from '../../../sdk/audit/sign.ts'
import { type SignatureWords, signatureWords, verdictLines } from '../../../sdk/audit/verdict-words.ts'
import {
  type ReportFolder,
  type ReportVerdict,
  treesOf,
  verifyReport,
} from '../../../sdk/audit/verify-report.ts'
import { ClientError } from '../../../sdk/errors.ts'
import type { Session } from '../../../sdk/session.ts'
import { keepSeen, newestSeen, work } from '../open-session.ts'
import { loggedOrNone } from './logged.ts'
import { filesOfZip } from './unzip.ts'
import { zipOf } from './zip.ts'

/** Files of a report are counted in hundreds; the longest, its entries, come to some 150 MB at two million. */
const LIMITS = { files: 5_000, bytes: 256 * 1024 * 1024 }

/** What a report that was given as an archive is found to be. */
export type CheckedReport = {
  /** by which it is countersigned: the report that was shown, and no other */
  id: string
  problems: string[]
  /** what it comes to where it holds */
  lines: string[]
  /** whether the log that proves it is that of this service, as this browser has seen it */
  ownLog: boolean
  signatures: SignatureWords[]
  /** why whoever is signed in does not countersign it; null where they may */
  notByMe: string | null
}

/** The report that was checked last. */
let checked: { id: string; files: ReadonlyMap<string, Uint8Array>; verdict: ReportVerdict } | null = null

/**
 * Checks a report that somebody gave, from its archive: as the command does of a folder, and against the log that this browser sees.
 * @throws ClientError where it is no report at all; LogContradictedError where it shows another past of this log
 */
export async function checkReport(archive: Uint8Array): Promise<CheckedReport> {
  checked = null
  const { session } = await work()
  const files = filesOfZip(archive, LIMITS)
  if (!files.has('review.json'))
    throw new ClientError('The archive is no signed report: it has no review.json.')
  const verdict = await verifyReport(session.hash, folderOf(files))
  const { problems, logKey } = verdict
  const ownLog = logKey !== null && (await isOwnLog(session, verdict))
  const state = await session.trust.refresh()
  const keys = verdict.signatures.map((signed) => signatureWords(signed, state, ownLog))
  const found = [...problems, ...keys.flatMap(({ why }) => (why === null ? [] : [`${why}.`]))]
  const id = crypto.randomUUID()
  checked = { id, files, verdict }
  return {
    id,
    problems: found,
    lines: found.length === 0 ? verdictLines(verdict) : [],
    ownLog,
    signatures: keys.map(({ why: _, ...words }) => words),
    notByMe: whyNotByMe(session, verdict),
  }
}

/** A countersigned report, as one archive; `leaf`: the log's entry of the signature, null until it is published. */
export type Countersigned = { archive: Blob; name: string; leaf: string | null }

/**
 * Signs, as a second auditor, the report that was checked.
 * @param id of the check that the person saw
 * @throws ClientError where the report does not hold, is of another log, or the first signature does not count
 */
export async function countersignReport(id: string): Promise<Countersigned> {
  if (checked?.id !== id) throw new ClientError('Another report was checked since. Choose the report again.')
  const { files, verdict } = checked
  const { session, now } = await work()
  const { logKey, statement } = verdict
  if (verdict.problems.length > 0 || logKey === null || !statement)
    throw new ClientError('The report does not hold. Nothing was signed.')
  await demandOwnLog(session, treesOf(verdict), (note) => keepSeen(session, note), {
    given: 'report',
    toSign: true,
  })
  const n = await nextCounter(folderOf(files))
  const { review, files: ownFiles, text, first } = await sign(session, verdict, now)
  checked = null
  const statements = [{ path: `countersigned-${n}.json`, text }]
  // A report that was made before the log had the first signature is made whole.
  if (verdict.signatures[0]?.logged === null) statements.push({ path: 'review.json', text: first })
  const newest = () => newestSeen(session)
  const logged = await loggedOrNone(session, review, { statements, newest, logKey })
  const all = new Map(files)
  for (const { path, bytes } of [...ownFiles(n), ...logged]) all.set(path, bytes)
  return {
    archive: zipOf(
      [...all].map(([path, bytes]) => ({ path, bytes })),
      now,
    ),
    name: `review-${review.id.slice(-12)}.zip`,
    leaf: review.signatures.at(-1)?.leaf ?? null,
  }
}

const folderOf = (files: ReadonlyMap<string, Uint8Array>): ReportFolder => ({
  paths: async () => [...files.keys()],
  read: async (path) => files.get(path) ?? null,
})

async function isOwnLog(session: Session, verdict: ReportVerdict): Promise<boolean> {
  try {
    await demandOwnLog(session, treesOf(verdict), (note) => keepSeen(session, note), { given: 'report' })
    return true
  } catch (error) {
    if (error instanceof OtherLogError) return false
    throw error
  }
}

function whyNotByMe(session: Session, { signatures, statement }: ReportVerdict): string | null {
  const own = session.key.getFingerprint()
  if (signatures.some(({ fingerprint, says }) => fingerprint === own || says.by === session.person.id))
    return 'You have signed this report before; a second auditor countersigns it.'
  if (statement === null || !session.person.roles.includes('auditor'))
    return 'An auditor of the agency whose review it is countersigns it.'
  return null
}
