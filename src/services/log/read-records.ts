import type { LogRecordsResponse } from '../../domain/wire/log-response.ts'
import { type Caller, hasRole } from '../caller.ts'
import type { Db } from '../db.ts'
import { publishedSize } from './read-tiles.ts'

/** Entries looked at for one page, whether the caller may open them or not. */
const PAGE = 256n

/**
 * A page of what the caller may open of the log: an auditor everything, a party the records of its own
 * referrals. Erased records, and other people's, are left out: their entries still prove that they stood there.
 */
export async function readRecords(db: Db, caller: Caller, start: bigint): Promise<LogRecordsResponse> {
  const size = await publishedSize(db)
  const end = start + PAGE < size ? start + PAGE : size
  const mailboxIds = caller.mailboxes.map(({ id }) => id)
  const all = hasRole(caller, 'auditor')
  if (!all && mailboxIds.length === 0) return { records: [], next: null }
  const rows = await db
    .selectFrom('log_entry')
    .innerJoin('log_staged', 'log_staged.id', 'log_entry.staged_id')
    .select(['log_entry.idx', 'log_staged.type', 'log_staged.salt', 'log_staged.record'])
    .where('log_entry.idx', '>=', start)
    .where('log_entry.idx', '<', end)
    .$if(!all, (q) =>
      q.where(({ or, exists, selectFrom }) =>
        or([
          exists(
            selectFrom('referral')
              .select('referral.id')
              .whereRef('referral.id', '=', 'log_staged.referral_id')
              .where('referral.from_mailbox', 'in', mailboxIds),
          ),
          exists(
            selectFrom('delivery')
              .select('delivery.id')
              .whereRef('delivery.referral_id', '=', 'log_staged.referral_id')
              .where('delivery.mailbox_id', 'in', mailboxIds)
              .where('delivery.state', '=', 'delivered'),
          ),
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
    next: end < size ? String(end) : null,
  }
}
