import { problem } from '../../domain/problems.ts'
import type { TrustRecordsResponse } from '../../domain/wire/trust/response.ts'
import type { Db } from '../db.ts'

/** Records that one answer has at most, and how many characters of them: the first goes whatever its size. */
const MOST_RECORDS = 500
const MOST_CHARACTERS = 4 * 1024 * 1024

/** The newest signed checkpoint of the trust log. @throws ProblemError `not-published` before there is one */
export async function readTrustCheckpoint(db: Db): Promise<string> {
  const row = await db.selectFrom('trust_checkpoint').select('note').executeTakeFirst()
  if (row) return row.note
  throw problem('not-published', 'The trust log has not been published yet.')
}

/** Published records from a place on, as many as one answer takes. */
export async function readTrustRecords(db: Db, from: number): Promise<TrustRecordsResponse> {
  const rows = await db
    .selectFrom('trust_entry')
    .innerJoin('trust_record', 'trust_record.id', 'trust_entry.record_id')
    .select(['trust_record.record', 'trust_record.type'])
    .where('trust_entry.idx', '>=', BigInt(from))
    .orderBy('trust_entry.idx')
    .limit(MOST_RECORDS)
    .execute()
  let room = MOST_CHARACTERS
  const records = rows.filter(({ record }, at) => {
    room -= record.length
    return at === 0 || room > 0
  })
  return { from, records: records.map(({ record }) => record) }
}
