import { problem } from '../../domain/problems.ts'
import type { SeenKey } from '../../domain/wire/partner-keys.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { readSeenKey } from './seen.ts'

/**
 * Ends the waiting of a key that was seen. That it is approved is said by a record of the trust log, which must be in
 * force already; this only takes it off the list, with what else was seen of the same key. The same decision again
 * changes nothing.
 *
 * @throws ProblemError `not-found`, `not-yours`, `conflict` when it is not in force, or was settled otherwise
 */
export async function settleSeenKey(
  { db, clock }: { db: Db; clock: () => Date },
  caller: Caller,
  { id, decision }: { id: string; decision: 'approved' | 'rejected' },
): Promise<SeenKey> {
  demandAction(caller, 'judge-partner-key')
  const key = await readSeenKey(db, caller, id)
  if (key.settled === decision) return key
  if (key.settled !== null) throw problem('conflict', `That key has been ${key.settled} already.`)
  if (decision === 'approved' && key.inUse !== key.fingerprint)
    throw problem('conflict', 'That key is not in force: nobody has vouched for it in the trust log.')
  await db
    .updateTable('seen_key')
    .set({ settled: decision, settled_by: caller.personId, settled_at: clock() })
    .where('settled', 'is', null)
    .where((where) =>
      decision === 'rejected'
        ? where('id', '=', id)
        : where.and([where('fpr', '=', key.fingerprint), where('address', '=', key.mailbox)]),
    )
    .execute()
  return readSeenKey(db, caller, id)
}
