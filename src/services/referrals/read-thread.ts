import { problem } from '../../domain/problems.ts'
import { BadReference, parseReference } from '../../domain/reference.ts'
import type { ReferenceResponse, ThreadResponse } from '../../domain/wire/referral-response.ts'
import { type Caller, mailboxesFor } from '../caller.ts'
import type { Db } from '../db.ts'
import { type ServiceCertificates, viewReferrals } from './view.ts'
import { unseen, visibleReferrals } from './visible.ts'

/** Referrals shown of one thread; a longer one says that it is cut. */
const MOST_IN_THREAD = 500
const MOST_MATCHES = 20

/**
 * One exchange, oldest first, as far as the caller's mailboxes are party to it.
 *
 * @throws ProblemError `not-found` when none of it is for the caller to see, `withdrawn` when it was
 */
export async function readThread(
  dependencies: { db: Db; serviceCertificates: ServiceCertificates },
  caller: Caller,
  thread: string,
): Promise<ThreadResponse> {
  const { db } = dependencies
  const rows = await db
    .selectFrom('referral')
    .select('id')
    .where('thread', '=', thread)
    .orderBy('seq')
    .limit(MOST_IN_THREAD + 1)
    .execute()
  const ids = rows.slice(0, MOST_IN_THREAD).map(({ id }) => id)
  const referrals = await viewReferrals(dependencies, caller, ids)
  if (referrals.length === 0) throw await unseen(db, caller, ids)
  const parties = await db
    .selectFrom('thread_party')
    .innerJoin('mailbox', 'mailbox.id', 'thread_party.mailbox_id')
    .select('mailbox.address')
    .where('thread_party.thread', '=', thread)
    .orderBy('mailbox.address')
    .execute()
  return {
    thread,
    parties: parties.map(({ address }) => address),
    referrals,
    truncated: rows.length > MOST_IN_THREAD,
  }
}

/**
 * What a human reference stands for among what the caller may see.
 *
 * @throws ProblemError `withdrawn` for what was theirs until its sender took it back
 */
export async function resolveReference(db: Db, caller: Caller, text: string): Promise<ReferenceResponse> {
  const rows = await db
    .selectFrom('referral')
    .select('id')
    .where('reference', '=', readCore(text))
    .limit(MOST_MATCHES)
    .execute()
  const ids = rows.map(({ id }) => id)
  const visible = [...(await visibleReferrals(db, caller, ids))]
  const mailboxIds = mailboxesFor(caller, 'see-referral').map(({ id }) => id)
  if (visible.length === 0) {
    const why = await unseen(db, caller, ids)
    if (why.problem === 'withdrawn') throw why
    return { matches: [] }
  }
  const deliveries = await db
    .selectFrom('delivery')
    .select(['id', 'referral_id'])
    .where('referral_id', 'in', visible)
    .where('mailbox_id', 'in', mailboxIds)
    .where('state', '=', 'delivered')
    .execute()
  return {
    matches: visible.flatMap((referral) => {
      const own = deliveries.filter(({ referral_id }) => referral_id === referral).map(({ id }) => id)
      return (own.length === 0 ? [null] : own).map((delivery) => ({ referral, delivery }))
    }),
  }
}

function readCore(text: string): string {
  try {
    return parseReference(text).core
  } catch (error) {
    if (error instanceof BadReference) throw problem('invalid-request', error.message)
    throw error
  }
}
