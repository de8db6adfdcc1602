import { sql } from 'kysely'
import { type ProblemError, problem } from '../../domain/problems.ts'
import { asAnalyst, type Caller, DEPERSONALISED, mailboxesFor } from '../caller.ts'
import type { Db } from '../db.ts'

/**
 * Which of the referrals the caller's mailboxes sent or were delivered. A delivery is visible from the moment
 * its entry is published (it is `delivered`), not before.
 */
export async function visibleReferrals(db: Db, caller: Caller, ids: readonly string[]): Promise<Set<string>> {
  const mailboxIds = mailboxesFor(caller, 'see-referral').map(({ id }) => id)
  if (ids.length === 0 || mailboxIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('referral')
    .select('id')
    .where('id', 'in', [...ids])
    .$if(asAnalyst(caller, 'see-referral'), (q) => q.where('data_class', 'in', [...DEPERSONALISED]))
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('from_mailbox', 'in', mailboxIds),
        exists(
          selectFrom('delivery')
            .select(sql`1`.as('one'))
            .whereRef('delivery.referral_id', '=', 'referral.id')
            .where('delivery.mailbox_id', 'in', mailboxIds)
            .where('delivery.state', '=', 'delivered'),
        ),
      ]),
    )
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/**
 * Demands that the caller may see the referral; one that is not theirs reads like one that does not exist.
 *
 * @throws ProblemError `not-found`; `withdrawn` when it was theirs until its sender took it back
 */
export async function demandVisible(db: Db, caller: Caller, id: string): Promise<void> {
  if (!(await visibleReferrals(db, caller, [id])).has(id)) throw await unseen(db, caller, [id])
}

/**
 * The problem with referrals of which none is for the caller to see: `withdrawn` when one of them went to a mailbox of theirs and was
 * taken back before anybody had collected it, so that a reference that somebody was told is not taken for a slip.
 */
export async function unseen(db: Db, caller: Caller, ids: readonly string[]): Promise<ProblemError> {
  const mailboxIds = mailboxesFor(caller, 'see-referral').map(({ id }) => id)
  if (ids.length === 0 || mailboxIds.length === 0) return problem('not-found')
  const withdrawn = await db
    .selectFrom('delivery')
    .select('id')
    .where('referral_id', 'in', [...ids])
    .where('mailbox_id', 'in', mailboxIds)
    .where('state', '=', 'withdrawn')
    .limit(1)
    .executeTakeFirst()
  return problem(withdrawn ? 'withdrawn' : 'not-found')
}
