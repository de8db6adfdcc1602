import { problem } from '../../domain/problems.ts'
import type { Action } from '../../domain/roles.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'

/** A mailbox whose keys the caller may see or change. */
export type OwnMailbox = { id: string; address: string; agencyId: string }

/**
 * The mailbox of an address, when the caller is a member of it or an officer of its agency, as the action asks.
 *
 * @throws ProblemError `not-yours`; `not-found` for another agency's, like one that does not exist
 */
export async function demandOwnMailbox(
  db: Db,
  caller: Caller,
  action: Action,
  address: string,
): Promise<OwnMailbox> {
  const relations = demandAction(caller, action)
  const mailbox = await db
    .selectFrom('mailbox')
    .select(['id', 'address', 'agency_id as agencyId'])
    .where('address', '=', address)
    .where('route', '=', 'local')
    .executeTakeFirst()
  const isOfficers = relations.has('own-agency') && mailbox?.agencyId === caller.agencyId
  const isMembers = caller.mailboxes.some(({ id }) => id === mailbox?.id)
  if (mailbox && (isOfficers || isMembers)) return mailbox
  throw problem('not-found', `You have nothing to do with the keys of ${address}.`)
}
