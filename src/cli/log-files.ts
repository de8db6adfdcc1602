import type { LogSource } from '../sdk/log-stretches.ts'
import { BUNDLE_LIMIT } from '../sdk/log-tiles.ts'
import type { FolderFiles } from './folder-files.ts'

/** What the records of a bundle may come to together, bytes. */
export const LONGEST_RECORDS = 64 * 1024 * 1024

/** The tree and the entries of a log that lies in a folder. No file is read that is longer than an export's can be. */
export const treeIn = (files: FolderFiles): Pick<LogSource, 'tile' | 'entries'> => ({
  tile: (path) => files.read(path, BUNDLE_LIMIT),
  entries: (path) => files.read(path, BUNDLE_LIMIT),
})

/** The records of disclosures, beside the bundles of their entries. */
export const recordsIn = async (files: FolderFiles): Promise<Pick<LogSource, 'record' | 'recordsFile'>> =>
  // Asked once: of an export without records nobody looks for thousands of files.
  (await files.has('records'))
    ? { record: async () => null, recordsFile: (path) => files.read(path, LONGEST_RECORDS) }
    : { record: async () => null, recordsFile: async () => null }
