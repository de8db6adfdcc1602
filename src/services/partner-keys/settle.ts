import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import type { SeenKey } from '../../domain/wire/partner-keys.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { readSeenKey } from './seen.ts'

/**
 * Ends the waiting of a key that was seen, for the caller's agency. That it is approved is said by a record of the trust
 * log, which must be in force already: it ends the waiting for all, with what else was seen of the same key. The same
 * decision again changes nothing.
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
  await sql`
    insert into key_settlement (seen_key_id, agency_id, settled, settled_by, settled_at)
      select k.id, ${caller.agencyId}, ${decision}, ${caller.personId}, ${clock()}
        from seen_key k
        where k.id = ${id} or (${decision} = 'approved' and k.fpr = ${key.fingerprint} and k.address = ${key.mailbox})
      on conflict do nothing`.execute(db)
  return readSeenKey(db, caller, id)
}
