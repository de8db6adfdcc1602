import { join } from 'node:path'
import { LONGEST_RECORDS } from '../sdk/export-files.ts'
import {
  type ExportedLog,
  type ExportName,
  type KnownKey,
  readExportedLog,
  readExportedTrust,
} from '../sdk/exported-log.ts'
import { findRecords, parseRecordsPath } from '../sdk/log-stretches.ts'
import { filesIn } from './folder-files.ts'

/** An export in a folder: nothing of it is read but regular files. @throws ClientError when it is not a whole one */
export const readExport = (folder: string, knownKey?: KnownKey): Promise<ExportedLog> =>
  readExportedLog(filesIn(folder), nameOf(folder), knownKey)

/** The trust log in an export; null where the export has none. @throws ClientError when it is not a whole one */
export async function readTrustExport(folder: string): Promise<ExportedLog | null> {
  const [there, below] = [await filesIn(folder).has('trust'), join(folder, 'trust')]
  return there ? readExportedTrust(filesIn(below), nameOf(below)) : null
}

const nameOf = (folder: string): ExportName => ({ whole: folder, file: (path) => join(folder, path) })

/** How many records of entries before a place lie in an export. */
export async function recordsBefore(folder: string, end: bigint): Promise<bigint> {
  const files = filesIn(folder)
  let count = 0n
  for await (const path of files.paths('records')) {
    const { n, width } = parseRecordsPath(path) ?? { n: 0n, width: 0 }
    const first = n * 256n
    const bytes = width > 0 && first < end ? await files.read(path, LONGEST_RECORDS) : null
    if (!bytes) continue
    const { ends } = findRecords(bytes, first, width)
    count += BigInt(ends.filter((at, place) => at > 0 && first + BigInt(place) < end).length)
  }
  return count
}
