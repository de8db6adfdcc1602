import type { LogSource } from './log-stretches.ts'
import { BUNDLE_LIMIT } from './log-tiles.ts'

/** The files of an export, wherever they lie. */
export type ExportFiles = {
  /** A file by its path in the export; null where there is none. @throws ClientError when it is longer than `limit` bytes, or no file */
  read(path: string, limit: number): Promise<Uint8Array | null>
  /** Whether there is a folder of this name in it. */
  has(name: string): Promise<boolean>
  /** The paths of all files below one of its folders (`.` is it itself), one after the other. */
  paths(below: string): AsyncGenerator<string>
}

/** What the records of a bundle may come to together, bytes. */
export const LONGEST_RECORDS = 64 * 1024 * 1024

/** The tree and the entries of an export. No file is read that is longer than an export's can be. */
export const treeIn = (files: Pick<ExportFiles, 'read'>): Pick<LogSource, 'tile' | 'entries'> => ({
  tile: (path) => files.read(path, BUNDLE_LIMIT),
  entries: (path) => files.read(path, BUNDLE_LIMIT),
})

/** The records of disclosures, beside the bundles of their entries. */
export const recordsIn = async (
  files: Pick<ExportFiles, 'read' | 'has'>,
): Promise<Pick<LogSource, 'record' | 'recordsFile'>> =>
  // Asked once: of an export without records nobody looks for thousands of files.
  (await files.has('records'))
    ? { record: async () => null, recordsFile: (path) => files.read(path, LONGEST_RECORDS) }
    : { record: async () => null, recordsFile: async () => null }
