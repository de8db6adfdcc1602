import { sql } from 'kysely'
import type { LogRecordsResponse } from '../../domain/wire/log-response.ts'
import { type Caller, demandAction, mailboxesFor } from '../caller.ts'
import type { Db } from '../db.ts'
import { recordReading } from '../register/record-reading.ts'
import { publishedSize } from './read-tiles.ts'

/** Entries looked at for one page, whether the caller may open them or not. */
const PAGE = 256n

/**
 * A page of what the caller may open of the log: an auditor everything; a sender the records of what its mailbox
 * sent; a recipient the disclosure itself and what concerns its own mailbox, not how the other recipients answered.
 * Erased records, and other people's, are left out: their entries still prove that they stood there.
 *
 * An auditor's reading is an entry of its own. So that a reader does not chase the entries of their own reading,
 * `end` bounds it: the size of the checkpoint that they work against.
 *
 * @param start the first index looked at
 * @param end the first index that is not looked at; the size of the published log when left out
 * @throws ProblemError `not-yours` for a role that opens no records
 */
export async function readRecords(
  dependencies: { db: Db; clock: () => Date },
  caller: Caller,
  start: bigint,
  end?: bigint,
): Promise<LogRecordsResponse> {
  const { db } = dependencies
  const everything = demandAction(caller, 'open-log-records').has('any')
  const size = await publishedSize(db)
  const last = end !== undefined && end < size ? end : size
  const pageEnd = start + PAGE < last ? start + PAGE : last
  const own = mailboxesFor(caller, 'open-log-records')
  if (!everything && own.length === 0) return { records: [], next: null }
  if (everything && start < pageEnd) {
    await recordReading(dependencies, caller, {
      what: 'log',
      filters: { start: String(start), end: String(pageEnd) },
    })
  }
  const ids = own.map(({ id }) => id)
  const addresses = own.map(({ address }) => address)
  const rows = await db
    .selectFrom('log_entry')
    .innerJoin('log_staged', 'log_staged.id', 'log_entry.staged_id')
    .select(['log_entry.idx', 'log_staged.type', 'log_staged.salt', 'log_staged.record'])
    .where('log_entry.idx', '>=', start)
    .where('log_entry.idx', '<', pageEnd)
    .$if(!everything, (q) =>
      q.where(({ and, eb, exists, or, selectFrom }) =>
        or([
          exists(
            selectFrom('referral')
              .select('referral.id')
              .whereRef('referral.id', '=', 'log_staged.referral_id')
              .where('referral.from_mailbox', 'in', ids),
          ),
          and([
            or([
              eb('log_staged.type', 'in', ['accepted', 'arrived', 'filed']),
              sql<boolean>`log_staged.record::jsonb ->> 'mailbox' = any (${addresses}::text[])`,
            ]),
            exists(
              selectFrom('delivery')
                .select('delivery.id')
                .whereRef('delivery.referral_id', '=', 'log_staged.referral_id')
                .where('delivery.mailbox_id', 'in', ids)
                .where('delivery.state', '=', 'delivered'),
            ),
          ]),
        ]),
      ),
    )
    .orderBy('log_entry.idx')
    .execute()
  return {
    records: rows.flatMap(({ idx, type, salt, record }) =>
      salt === null || record === null
        ? []
        : [{ index: String(idx), type, salt: Buffer.from(salt).toString('base64'), record }],
    ),
    next: pageEnd < last ? String(pageEnd) : null,
  }
}
