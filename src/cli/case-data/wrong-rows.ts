import { type FileHandle, open } from 'node:fs/promises'
import { guarded, unguarded } from '../../sdk/case-data/cells.ts'
import { csvLines } from '../../sdk/case-data/csv.ts'
import { ClientError } from '../../sdk/errors.ts'
import type { SourceRow } from './rows.ts'

/** The rows that were wrong, as they stood in the file: to be corrected there, and given to `import` again. */
export type WrongRows = {
  add(raw: SourceRow['raw']): Promise<void>
  /** the file; null where every row was right, or none was asked for */
  close(): Promise<string | null>
}

/**
 * Writes them to a file of their own, made when there is a first one and never over another.
 *
 * @param path null for nowhere
 * @param header of a CSV file; null for JSON
 * @throws ClientError when there is such a file
 */
export function wrongRowsTo(path: string | null, header: readonly string[] | null): WrongRows {
  let file: FileHandle | null = null
  return {
    async add(raw) {
      if (path === null) return
      if (file === null) {
        file = await open(path, 'wx', 0o600).catch(() => {
          throw new ClientError(`${path} is there already, or cannot be written: name another with --wrong.`)
        })
        if (header !== null) await file.appendFile(csvLines([header.map(safely)]))
      }
      await file.appendFile(
        'cells' in raw ? csvLines([raw.cells.map(safely)]) : `${JSON.stringify(raw.entry)}\n`,
      )
    },
    async close() {
      if (file === null) return null
      await file.close()
      return path
    },
  }
}

/** The same cell, which a spreadsheet takes for no formula; an empty one stays empty. */
const safely = (cell: string): string => (cell === '' ? '' : guarded(unguarded(cell)))
