import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { TrustRecordsResponse } from '../../domain/wire/trust/response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'

/** Records that one answer has at most, and how many octets of them: the first goes whatever its size. */
const MOST_RECORDS = 500
const MOST_OCTETS = 4 * 1024 * 1024

/** The newest signed checkpoint of the trust log, with the lines of the witnesses that have seen it. @throws ProblemError `not-published` before there is one */
export async function readTrustCheckpoint(db: Db): Promise<string> {
  const { rows } = await sql<{ note: string }>`/* prepared: trust checkpoint */
    select note || coalesce((select string_agg(lines, '' order by witness) from cosignature
        where log = 'trust' and cosignature.size = trust_checkpoint.size), '') as note
      from trust_checkpoint`.execute(db)
  const [row] = rows
  if (row) return row.note
  throw problem('not-published', 'The trust log has not been published yet.')
}

/**
 * Published records from a place on, as many as one answer takes: the database cuts, so that no more is read than goes out. Private parts are given to people of the agency whose
 * they are, and to nobody else: the co-ordinator, too, needs none but those that they wrote themselves.
 */
export async function readTrustRecords(
  db: Db,
  { agencyId }: Caller,
  from: number,
): Promise<TrustRecordsResponse> {
  const { rows } = await sql<{ record: string; private: string | null }>`
    select record, private
      from (
        select idx, record, own.text as private,
            sum(octet_length(record) + coalesce(octet_length(own.text), 0)) over (order by idx) as sum
          from (select idx, record_id from trust_entry where idx >= ${from} order by idx limit ${MOST_RECORDS}) entry
          join trust_record on trust_record.id = entry.record_id
          left join trust_private own on own.record_id = entry.record_id and own.agency_id = ${agencyId}
      ) measured
      where sum <= ${MOST_OCTETS} or idx = ${from}
      order by idx`.execute(db)
  return {
    from,
    records: rows.map(({ record }) => record),
    private: rows.map((row) => row.private),
  }
}
