import { problem } from '../../domain/problems.ts'
import type { TrustRecordsResponse } from '../../domain/wire/trust/response.ts'
import type { Caller } from '../caller.ts'
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

/**
 * Published records from a place on, as many as one answer takes. Private parts are given to people of the agency whose
 * they are, and to nobody else: the co-ordinator, too, needs none but those that they wrote themselves.
 */
export async function readTrustRecords(
  db: Db,
  { agencyId }: Caller,
  from: number,
): Promise<TrustRecordsResponse> {
  const rows = await db
    .selectFrom('trust_entry')
    .innerJoin('trust_record', 'trust_record.id', 'trust_entry.record_id')
    .leftJoin('trust_private', (join) =>
      join
        .onRef('trust_private.record_id', '=', 'trust_record.id')
        .on('trust_private.agency_id', '=', agencyId),
    )
    .select(['trust_record.record', 'trust_private.text'])
    .where('trust_entry.idx', '>=', BigInt(from))
    .orderBy('trust_entry.idx')
    .limit(MOST_RECORDS)
    .execute()
  let room = MOST_CHARACTERS
  const given = rows.filter(({ record, text }, at) => {
    room -= record.length + (text?.length ?? 0)
    return at === 0 || room > 0
  })
  return { from, records: given.map(({ record }) => record), private: given.map(({ text }) => text) }
}
