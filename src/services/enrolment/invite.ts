import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { problem } from '../../domain/problems.ts'
import type { Invitation, InvitationRequest } from '../../domain/wire/enrolment.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { findInvitations, type InvitationRow, invitationOf } from './invitation-row.ts'

const LIFE_MS = 14 * 24 * 3600 * 1000
/** What an agency may have open at once. */
const MOST_OPEN = 200

type Dependencies = { db: Db; clock: () => Date }

/**
 * Makes an invitation: a liaison officer or deputy for their own agency, the co-ordinator for any, such as to nominate its
 * liaison officer. Another that is open for the same sign-in name is withdrawn by it.
 *
 * @throws ProblemError `not-yours`, `not-found`, `conflict` when the sign-in name is another agency's, or another person's
 */
export async function invite(
  { db, clock }: Dependencies,
  caller: Caller,
  request: InvitationRequest,
): Promise<Invitation> {
  const relations = demandAction(caller, 'invite')
  const agency = await db
    .selectFrom('agency')
    .select('id')
    .where('name', '=', request.agency)
    .executeTakeFirst()
  if (!relations.has('any') && agency?.id !== caller.agencyId)
    throw problem('not-yours', 'You may invite people to your own agency alone.')
  if (!agency) throw problem('not-found', 'No agreement names an agency of that name.')
  const agencyId = agency.id
  const now = clock()
  const id = uuid()
  await db.transaction().execute(async (transaction) => {
    await demandFree(transaction, request, agencyId)
    await sql`
      update invitation set settled_at = ${now}, settled_as = 'withdrawn'
        where login = ${request.login} and settled_at is null`.execute(transaction)
    const { rows } = await sql<{ open: bigint }>`
      select count(*) as open from invitation
        where agency_id = ${agencyId} and settled_at is null and ends_at > ${now}`.execute(transaction)
    if (Number(rows[0]?.open ?? 0) >= MOST_OPEN)
      throw problem('conflict', `The agency has ${MOST_OPEN} invitations open; settle some first.`)
    const entered = await transaction
      .insertInto('invitation')
      .values({
        id,
        id_sha256: request.idSha256,
        agency_id: agencyId,
        invited_by: caller.personId,
        login: request.login,
        title: request.title,
        number: request.number,
        roles: [...request.roles],
        created_at: now,
        ends_at: new Date(now.getTime() + LIFE_MS),
      })
      .onConflict((at) => at.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!entered) throw problem('conflict', 'That invitation, or one for that name, has been made already.')
  })
  return invitationOf(await one(db, id), now)
}

/** A sign-in name is one person's, for ever: their appointments name it, and an appointment in another name is refused. */
async function demandFree(
  db: Db,
  { login, person }: Pick<InvitationRequest, 'login' | 'person'>,
  agencyId: string,
): Promise<void> {
  const { rows } = await sql<{ agency_id: string; ref: string | null }>`
    select agency_id, ref from person where login = ${login}
    union all
    select agency_id, null from invitation where login = ${login} and settled_at is null and ends_at > now()`.execute(
    db,
  )
  if (rows.some(({ agency_id }) => agency_id !== agencyId))
    throw problem('conflict', 'That sign-in name is taken. Choose another.')
  if (rows.some(({ ref }) => ref !== null && ref !== person)) {
    throw problem(
      'conflict',
      'The agency has somebody of that sign-in name. If it is they, say who they are in the trust log (--person ID); or choose another name.',
    )
  }
}

/** The invitations of the caller's agency, and those that they made themselves. */
export async function readInvitations({ db, clock }: Dependencies, caller: Caller): Promise<Invitation[]> {
  demandAction(caller, 'invite')
  const rows = await findInvitations(db, { agencyId: caller.agencyId, personId: caller.personId })
  return rows.map((row) => invitationOf(row, clock()))
}

/** Takes an invitation back; the co-ordinator any. @throws ProblemError `not-found` for one that is not theirs, too */
export async function withdrawInvitation(
  { db, clock }: Dependencies,
  caller: Caller,
  id: string,
): Promise<Invitation> {
  const any = demandAction(caller, 'invite').has('any')
  const { rows } = await sql`
    update invitation set settled_at = coalesce(settled_at, ${clock()}), settled_as = coalesce(settled_as, 'withdrawn')
      where id = ${id} and (${any} or agency_id = ${caller.agencyId} or invited_by = ${caller.personId})
      returning id`.execute(db)
  if (rows.length === 0) throw problem('not-found')
  return invitationOf(await one(db, id), clock())
}

async function one(db: Db, id: string): Promise<InvitationRow> {
  const [row] = await findInvitations(db, { id })
  if (!row) throw new Error('an invitation that was written is there')
  return row
}
