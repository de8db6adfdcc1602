import { problem } from '../../domain/problems.ts'
import type { LogProof } from '../../domain/wire/log-response.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { readReferralProof } from '../log/read-proof.ts'
import { visibleReferrals } from '../referrals/visible.ts'
import { recordReading } from './record-reading.ts'

/**
 * Proof that a disclosure stands in the published log, for its parties, the liaison officers of their agencies, and
 * auditors; null while the sequencer has not entered it. A reviewer's asking is entered in the log, as their reading
 * of the register is.
 *
 * @throws ProblemError `not-yours`, or `not-found` for what is not for the caller to see
 */
export async function proveDisclosure(
  dependencies: { db: Db; clock: () => Date },
  caller: Caller,
  referralId: string,
): Promise<LogProof | null> {
  const { db } = dependencies
  const relations = demandAction(caller, 'prove-disclosure')
  if (relations.has('own-mailbox') && (await visibleReferrals(db, caller, [referralId])).has(referralId)) {
    return readReferralProof(db, referralId)
  }
  const isInScope =
    (relations.has('any') && (await isRegistered(db, referralId))) ||
    (relations.has('own-agency') && (await isOfAgency(db, referralId, caller.agencyId)))
  if (!isInScope) throw problem('not-found')
  await recordReading(dependencies, caller, { what: 'proof', filters: { referral: referralId } })
  return readReferralProof(db, referralId)
}

async function isRegistered(db: Db, referralId: string): Promise<boolean> {
  const row = await db
    .selectFrom('disclosure')
    .select('seq')
    .where('referral_id', '=', referralId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether the register lists the referral for that agency: the scope in which its liaison officer reads it. */
async function isOfAgency(db: Db, referralId: string, agencyId: string): Promise<boolean> {
  const row = await db
    .selectFrom('disclosure')
    .innerJoin('disclosure_term', 'disclosure_term.seq', 'disclosure.seq')
    .select('disclosure.seq')
    .where('disclosure.referral_id', '=', referralId)
    .where('disclosure_term.field', '=', 'agency')
    .where('disclosure_term.value', '=', agencyId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
