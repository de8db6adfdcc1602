import { randomUUID } from 'node:crypto'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Type, { type Static, type TSchema } from 'typebox'
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

/** The file is there and cannot be read: what was signed last is not known. */
export class BatchFileDamaged extends Error {
  override readonly name = 'BatchFileDamaged'
}

/** What was signed last, outside the database: it is never forgotten, whatever the database loses. */
export type DurableFile<T> = {
  read(): Promise<T | undefined>
  /** Resolves when it is on disk: file and directory are synchronised. */
  write(value: T): Promise<void>
}
export type BatchFile = DurableFile<Batch>

/** The batch file of a data directory (`log/batch.json`). */
export const batchFile = (directory: string): BatchFile => durableFile(directory, 'batch.json', Batch)

/** A file of a data directory that is written aside, synchronised, then renamed. */
export function durableFile<S extends TSchema>(
  directory: string,
  name: string,
  schema: S,
): DurableFile<Static<S>> {
  const path = join(directory, name)
  return {
    async read() {
      for (const found of await readdir(directory).catch(() => [])) {
        if (isLeftOf(name, found)) await rm(join(directory, found), { force: true })
      }
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return text === undefined ? undefined : readWhole(path, text, schema)
    },
    async write(value) {
      // Under a name of its own: a sequencer that has just lost its lock may be writing, too.
      const aside = `${path}.${randomUUID()}.new`
      const file = await open(aside, 'wx', 0o600)
      try {
        await file.writeFile(JSON.stringify(value))
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

/** What a death in the middle of `write` leaves behind. */
const isLeftOf = (name: string, found: string): boolean =>
  found.startsWith(`${name}.`) && /^[0-9a-f-]{36}\.new$/.test(found.slice(name.length + 1))

function readWhole<S extends TSchema>(path: string, text: string, schema: S): Static<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (Value.Check(schema, value)) return value
  throw new BatchFileDamaged(
    `${path} is damaged: restore it from the backup; nothing will be signed before, since it says what was signed last.`,
  )
}
