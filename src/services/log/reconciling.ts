import type { Db } from '../db.ts'
import { LogBrokenError } from './broken.ts'
import type { LogJournal } from './log-journal.ts'
import { type Head, openOurs, sameHead, type Verifiers } from './stored-root.ts'

/** What is done at a start where database and journal are not equal: for the operator. */
export type Repair =
  | { is: 'importing' | 'filling'; size: bigint; to: bigint }
  | { is: 'imported'; from: bigint; to: bigint; lost: number; erased: number }
  | { is: 'filled'; from: bigint; to: bigint }

/** What database and journal are compared with. */
export type Reconciling = {
  db: Db
  journal: LogJournal
  term: bigint
  verifiers: Verifiers
  tell(repair: Repair): void
}

/** The database has to have published what the journal ends with. @throws LogBrokenError */
export async function demandPublished(
  { db, verifiers }: Pick<Reconciling, 'db' | 'verifiers'>,
  end: Head,
  stored: Head | null,
): Promise<void> {
  if (end.size === 0n) return
  const row = await db.selectFrom('checkpoint').select('note').where('size', '=', end.size).executeTakeFirst()
  if (!row || !sameHead(await openOurs(row.note, verifiers, 'the database'), end))
    throw contradicts(end, stored)
}

/** Neither is the beginning of the other. */
export const contradicts = (journal: Head, database: Head | null): LogBrokenError =>
  new LogBrokenError(
    `The journal in DATA_DIR (${journal.size} entries) and the database (${database?.size ?? 0} entries) tell of two logs, and neither ` +
      'is the beginning of the other: they do not belong together. Restore the DATA_DIR and the database of one service; nothing ' +
      'will be signed before. If what others have seen of this log cannot be restored at all, see "When the log is not being ' +
      'written" in docs/operating.md.',
  )
