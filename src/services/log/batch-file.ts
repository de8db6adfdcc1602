import { randomUUID } from 'node:crypto'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'

const Count = Type.String({ pattern: '^(0|[1-9][0-9]{0,18})$' })

/** A batch as it is to be published: everything needed to publish it again, exactly. */
const Batch = Type.Object({
  oldSize: Count,
  newSize: Count,
  stagedIds: Type.Array(Count),
  entries: Type.Array(Type.String()),
  checkpoint: Type.String(),
})
export type Batch = Static<typeof Batch>

/** What a death in the middle of `write` leaves behind. */
const LEFT = /^batch\.json\.[0-9a-f-]{36}\.new$/

/** The batch file is there and cannot be read: what was signed last is not known. */
export class BatchFileDamaged extends Error {
  override readonly name = 'BatchFileDamaged'
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
      for (const name of await readdir(directory).catch(() => [])) {
        if (LEFT.test(name)) await rm(join(directory, name), { force: true })
      }
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return text === undefined ? undefined : readBatch(path, text)
    },
    async write(batch) {
      // Under a name of its own: a sequencer that has just lost its lock may be writing, too.
      const aside = `${path}.${randomUUID()}.new`
      const file = await open(aside, 'wx', 0o600)
      try {
        await file.writeFile(JSON.stringify(batch))
        await file.sync()
        await rename(aside, path)
      } catch (error) {
        await rm(aside, { force: true })
        throw error
      } finally {
        await file.close()
      }
      const folder = await open(dirname(path), 'r')
      try {
        await folder.sync()
      } finally {
        await folder.close()
      }
    },
  }
}

function readBatch(path: string, text: string): Batch {
  let batch: unknown
  try {
    batch = JSON.parse(text)
  } catch {
    batch = undefined
  }
  if (Value.Check(Batch, batch)) return batch
  throw new BatchFileDamaged(
    `${path} is damaged: restore it from the backup; nothing will be signed before, since it says what was signed last.`,
  )
}
