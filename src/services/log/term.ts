import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { LogName } from './heads.ts'

/** Another sequencer has begun since: it has what there is to do. */
export class TermEndedError extends Error {
  override readonly name = 'TermEndedError'
  constructor() {
    super('Another sequencer has begun; this one publishes nothing more.')
  }
}

/**
 * Takes the next term as writer of a log. From now on nothing of an earlier writer is published, though it may still
 * believe that it holds the lock; what it has published is there to be read. A database that was set back may have
 * forgotten terms that the journal knows.
 */
export async function takeTerm(db: Db, log: LogName, lastTerm: bigint): Promise<bigint> {
  const { rows } = await sql<{ term: bigint }>`
    update log_writer set term = greatest(term, ${String(lastTerm)}::bigint) + 1 where log = ${log}
      returning term`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the database knows no writer of this log')
  return row.term
}

/** @throws TermEndedError when another sequencer has begun since this term */
export async function demandTerm(db: Db, log: LogName, term: bigint): Promise<void> {
  const row = await db.selectFrom('log_writer').select('term').where('log', '=', log).executeTakeFirst()
  if (row?.term !== term) throw new TermEndedError()
}
