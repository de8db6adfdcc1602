import { sha256Hex } from '../../../crypto/digest.ts'

/** A file of a report: its path below the report's folder, and its bytes. */
export type ReportFile = { path: string; bytes: Uint8Array }

/**
 * What lies beside a signed statement: its signature, the proof that the log has it, and what opens its entry there; and where the
 * log's key was exchanged since the report, the notes that lead from the report's key to the proof's.
 */
export const SIGNATURE_ENDING = '.asc'
export const PROOF_ENDING = '.tlog-proof'
export const RECORD_ENDING = '.logged'
export const EXCHANGES_ENDING = '.key-exchanges'

/** A file that signs the report, or shows that it was signed, and so is in no sum of it. */
export const isOfSigning = (path: string): boolean => path === 'SHA256SUMS' || SIGNING.test(path)
const SIGNING =
  /^(?:(?:review|countersigned-[1-9][0-9]?)\.json(?:\.(?:asc|tlog-proof|logged|key-exchanges))?|countersigned-[1-9][0-9]?\.signer\.asc)$/

const LINE = /^([0-9a-f]{64}) {2}((?:proofs\/)?[a-zA-Z0-9][a-zA-Z0-9._-]{0,80})$/

/** The digests of files as `sha256sum --check` reads them, in the order of their paths. */
export async function formatSums(files: readonly ReportFile[]): Promise<string> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const lines = await Promise.all(
    sorted.map(async ({ path, bytes }) => `${await sha256Hex(bytes)}  ${path}\n`),
  )
  return lines.join('')
}

/** Digest by path; null when it is not as {@link formatSums} writes it. */
export function parseSums(text: string): ReadonlyMap<string, string> | null {
  const sums = new Map<string, string>()
  let last = ''
  for (const line of text.split('\n').slice(0, -1)) {
    const [, digest, path] = LINE.exec(line) ?? []
    if (digest === undefined || path === undefined || path <= last) return null
    sums.set(path, digest)
    last = path
  }
  return text.endsWith('\n') ? sums : null
}
