import { readFile, rm } from 'node:fs/promises'
import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import { JournalDamaged } from './journal.ts'

/** What a version before the journal remembered in one file: what was signed last. */
export type EarlierFile<T> = {
  /** undefined where there is none. @throws JournalDamaged */
  read(): Promise<T | undefined>
  /** Forgets it: the journal has it. */
  remove(): Promise<void>
}

export function earlierFile<S extends TSchema>(path: string, schema: S): EarlierFile<Static<S>> {
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return text === undefined ? undefined : readWhole(path, text, schema)
    },
    remove: () => rm(path, { force: true }),
  }
}

function readWhole<S extends TSchema>(path: string, text: string, schema: S): Static<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (Value.Check(schema, value)) return value
  throw new JournalDamaged(
    `${path} is damaged: restore it from the backup; nothing will be signed before, since it says what was signed last.`,
  )
}
