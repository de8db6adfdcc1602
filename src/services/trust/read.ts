import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { TrustRecordsResponse } from '../../domain/wire/trust/response.ts'
import type { Db } from '../db.ts'

/** Records that one answer has at most, and how many octets of them: the first goes whatever its size. */
const MOST_RECORDS = 500
const MOST_OCTETS = 4 * 1024 * 1024

/** The newest signed checkpoint of the trust log. @throws ProblemError `not-published` before there is one */
export async function readTrustCheckpoint(db: Db): Promise<string> {
  const row = await db.selectFrom('trust_checkpoint').select('note').executeTakeFirst()
  if (row) return row.note
  throw problem('not-published', 'The trust log has not been published yet.')
}

/**
 * Published records from a place on, as many as one answer takes: the database cuts, so that no more is read than goes
 * out.
 */
export async function readTrustRecords(db: Db, from: number): Promise<TrustRecordsResponse> {
  const { rows } = await sql<{ record: string }>`
    select record
      from (
        select idx, record, sum(octet_length(record)) over (order by idx) as sum
          from (select idx, record_id from trust_entry where idx >= ${from} order by idx limit ${MOST_RECORDS}) entry
          join trust_record on trust_record.id = entry.record_id
      ) measured
      where sum <= ${MOST_OCTETS} or idx = ${from}
      order by idx`.execute(db)
  return { from, records: rows.map(({ record }) => record) }
}
