import { open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A batch as it is to be published: everything needed to publish it again, exactly. */
export type Batch = {
  oldSize: string
  newSize: string
  stagedIds: string[]
  entries: string[]
  checkpoint: string
}

/** The newest batch, outside the database: what was signed is never forgotten, whatever the database loses. */
export type BatchFile = {
  read(): Promise<Batch | undefined>
  /** Resolves when the batch is on disk: file and directory are synchronised. */
  write(batch: Batch): Promise<void>
}

/** The batch file of a data directory (`log/batch.json`); written aside, synchronised, then renamed. */
export function batchFile(directory: string): BatchFile {
  const path = join(directory, 'batch.json')
  return {
    async read() {
      try {
        return JSON.parse(await readFile(path, 'utf8')) as Batch
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    async write(batch) {
      const aside = `${path}.new`
      const file = await open(aside, 'w', 0o600)
      try {
        await file.writeFile(JSON.stringify(batch))
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(aside, path)
      const folder = await open(dirname(path), 'r')
      try {
        await folder.sync()
      } finally {
        await folder.close()
      }
    },
  }
}
