import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import { type EarlierFile, earlierFile } from './earlier-file.ts'
import { type Journal, journalIn, type Mark, mark } from './journal.ts'

const Count = Type.String({ pattern: '^(0|[1-9][0-9]{0,18})$' })

/** An entry of a batch that tells of a destruction: its place there, and what opens it, the salt in base64. */
const BatchDestruction = Type.Object({
  at: Type.Integer({ minimum: 0 }),
  salt: Type.String(),
  record: Type.String(),
})
export type BatchDestruction = Static<typeof BatchDestruction>

/**
 * A batch as it is to be published: everything needed to publish it again, exactly. An entry is a salted digest; the
 * record and its salt are not here, so that they can be erased without anybody's reaching into a journal. Tiles follow from
 * the entries, and the signed root says whether they do.
 *
 * Of destructions alone, record and salt are: they are never erased, and a database that is set back to before one has to
 * destroy the same again.
 */
export const Batch = Type.Object({
  oldSize: Count,
  newSize: Count,
  /** the rows of `log_staged` that the entries stand for, as they were numbered then */
  stagedIds: Type.Array(Count),
  entries: Type.Array(Type.String()),
  destructions: Type.Optional(Type.Array(BatchDestruction)),
  checkpoint: Type.String(),
})
export type Batch = Static<typeof Batch>

/** The journal of the log, and what a version before it kept in its place. */
export type LogJournal = Journal<Batch> & {
  before: EarlierFile<Batch>
  /** Whether the operator has said that the log is to begin anew under the name that this journal is of. */
  begin: Mark
}

/**
 * The journal of a data directory's `log`: `journal/`, and `batch.json` of an earlier version. A log that began anew under
 * another name has one of its own, `journal-2/` and so on: what was signed under the name before stays where it is.
 *
 * @param number which name it is
 */
export function logJournal(
  directory: string,
  { number = 1, ...options }: { number?: number; fileBytes?: number } = {},
): LogJournal {
  const folder = join(directory, journalFolder(number))
  return {
    ...journalIn(folder, Batch, options),
    before: earlierFile(join(number === 1 ? directory : folder, 'batch.json'), Batch),
    begin: mark(folder, 'begin'),
  }
}

/** What the folder of the journal is called, of the log under its first name, its second and so on. */
export const journalFolder = (number: number): string => (number === 1 ? 'journal' : `journal-${number}`)
