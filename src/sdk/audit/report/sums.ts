import { sha256Hex } from '../../../crypto/digest.ts'

/** A file of a report: its path below the report's folder, and its bytes. */
export type ReportFile = { path: string; bytes: Uint8Array }

/** The files that sign the report, and so are in no sum of it. */
export const SIGNING_FILES = ['SHA256SUMS', 'review.json', 'review.json.asc'] as const

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
