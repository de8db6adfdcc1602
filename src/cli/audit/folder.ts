import { readdir } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { loggedFiles } from '../../sdk/audit/logged.ts'
import type { ReportFile } from '../../sdk/audit/report/sums.ts'
import type { ReportFolder } from '../../sdk/audit/verify-report.ts'
import { ClientError, LogInconsistentError } from '../../sdk/errors.ts'
import { readBounded } from '../bounded-file.ts'
import { demandEmpty, writeBelow } from '../log-export.ts'

/** No file of a report is longer, in bytes: two million entries of some 75 bytes. */
const LONGEST = 256 * 1024 * 1024
/** Files of a report are counted in hundreds. */
const MOST_FILES = 5_000

/** Writes a report into a new folder. */
export async function writeReport(dir: string, files: readonly ReportFile[]): Promise<string> {
  const folder = resolve(dir)
  await demandEmpty(folder)
  for (const { path, bytes } of files) await writeBelow(folder, path, bytes)
  return folder
}

/**
 * Adds to a report what proves that the log has its signatures. They are handed in by then, and stand whatever comes of this: what
 * cannot be had now, the report that is written again has.
 *
 * @returns how many files
 * @throws LogInconsistentError when the log has something else in their place
 */
export async function writeLogged(folder: string, ...asked: Parameters<typeof loggedFiles>): Promise<number> {
  const files = await loggedFiles(...asked).catch((error: unknown) => {
    if (error instanceof ClientError && !(error instanceof LogInconsistentError)) return []
    throw error
  })
  for (const { path, bytes } of files) await writeBelow(folder, path, bytes)
  return files.length
}

/** A report in a folder, to be checked. @throws ClientError when there is none */
export async function reportIn(dir: string): Promise<ReportFolder> {
  const folder = resolve(dir)
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  if (found.length > MOST_FILES) throw new ClientError(`${folder} has more files than any report.`)
  const paths = found
    .filter((file) => !file.isDirectory())
    .map((file) => relative(folder, join(file.parentPath, file.name)).split(sep).join('/'))
  if (!paths.includes('review.json'))
    throw new ClientError(`${folder} is no signed report: it has no review.json.`)
  return {
    paths: async () => paths,
    async read(path) {
      const read = await readBounded(join(folder, path), LONGEST)
      if (read === 'missing') return null
      if (read instanceof Uint8Array) return read
      throw new ClientError(`It cannot be read: it is ${read}.`)
    },
  }
}
