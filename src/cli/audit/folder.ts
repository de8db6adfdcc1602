import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { loggedFiles } from '../../sdk/audit/logged.ts'
import type { ReportFile } from '../../sdk/audit/report/sums.ts'
import type { ReportFolder } from '../../sdk/audit/verify-report.ts'
import { ClientError, LogInconsistentError } from '../../sdk/errors.ts'
import { filesIn } from '../folder-files.ts'
import { demandEmpty, writeBelow } from '../log-export.ts'

/** No file of a report is longer, in bytes: two million entries of some 75 bytes. */
const LONGEST = 256 * 1024 * 1024
/** Files of a report are counted in hundreds. */
const MOST_FILES = 5_000
/** And all together are little longer than its entries: bytes. */
const MOST_TOGETHER = 2 * LONGEST

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

/**
 * A report in a folder, to be checked. Whoever made it may be anybody: regular files alone are read, none through a link, and no
 * more of them than a report can have.
 *
 * @throws ClientError when there is none
 */
export async function reportIn(dir: string): Promise<ReportFolder> {
  const folder = resolve(dir)
  const files = filesIn(folder)
  const paths: string[] = []
  const isThere = await stat(folder).catch(() => null)
  for await (const path of isThere?.isDirectory() ? files.paths('.') : []) {
    if (paths.push(path) > MOST_FILES) throw new ClientError(`${folder} has more files than any report.`)
  }
  if (!paths.includes('review.json'))
    throw new ClientError(`${folder} is no signed report: it has no review.json.`)
  const lengths = new Map<string, number>()
  return {
    paths: async () => paths,
    async read(path) {
      const bytes = await files.read(path, LONGEST)
      lengths.set(path, bytes?.length ?? 0)
      const total = [...lengths.values()].reduce((sum, length) => sum + length, 0)
      if (total > MOST_TOGETHER)
        throw new ClientError(`${folder} is no report: its files are longer together than those of any are.`)
      return bytes
    },
  }
}
