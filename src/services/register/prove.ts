import { problem } from '../../domain/problems.ts'
import type { LogProof } from '../../domain/wire/log-response.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { readReferralProof } from '../log/read-proof.ts'
import { visibleReferrals } from '../referrals/visible.ts'

/**
 * Proof that a disclosure stands in the published log, for its parties, the liaison officers of their agencies, and
 * auditors; null while the sequencer has not entered it.
 *
 * @throws ProblemError `not-yours`, or `not-found` for what is not for the caller to see
 */
export async function proveDisclosure(db: Db, caller: Caller, referralId: string): Promise<LogProof | null> {
  const relations = demandAction(caller, 'prove-disclosure')
  const seen =
    (relations.has('own-mailbox') && (await visibleReferrals(db, caller, [referralId])).has(referralId)) ||
    (relations.has('any') && (await isRegistered(db, referralId))) ||
    (relations.has('own-agency') && (await isRegistered(db, referralId, caller.agencyId)))
  if (!seen) throw problem('not-found')
  return readReferralProof(db, referralId)
}

/** Whether the register has a disclosure of that referral, from or to that agency where one is given. */
async function isRegistered(db: Db, referralId: string, agencyId?: string): Promise<boolean> {
  const row = await db
    .selectFrom('disclosure')
    .select('delivery_id')
    .where('referral_id', '=', referralId)
    .$if(agencyId !== undefined, (q) =>
      q.where(({ eb, or }) =>
        or([eb('from_agency', '=', agencyId ?? ''), eb('to_agency', '=', agencyId ?? '')]),
      ),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
