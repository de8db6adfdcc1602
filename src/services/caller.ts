import { sql } from 'kysely'
import { problem } from '../domain/problems.ts'
import { type Action, isRole, PERMISSIONS, type Relation, type Role, relationsOf } from '../domain/roles.ts'
import type { Right } from '../domain/wire/grant.ts'
import type { Db } from './db.ts'

/** One of the caller's mailboxes, with what they may do in it today. */
export type CallerMailbox = { id: string; address: string; agencyId: string; rights: readonly Right[] }

/** The person on whose behalf a service acts, as the database knows them at this moment. */
export type Caller = {
  personId: string
  login: string
  agencyId: string
  title: string
  roles: readonly Role[]
  mailboxes: readonly CallerMailbox[]
}

/**
 * Reads who is calling: state, training, roles and memberships are looked up afresh for every call, so that a
 * suspension or an ended membership counts at once and not only when a token runs out.
 *
 * @throws ProblemError `not-signed-in` when the person is unknown, suspended, or untrained (Q1)
 */
export async function readCaller(db: Db, personId: string): Promise<Caller> {
  const person = await db
    .selectFrom('person')
    .select(['id', 'login', 'agency_id', 'title'])
    .where('id', '=', personId)
    .where('state', '=', 'active')
    // Machine accounts have no training date; the database keeps that people have one (Q1).
    .where(({ eb, or }) =>
      or([eb('account', '=', 'machine'), eb('trained_until', '>=', sql<string>`current_date`)]),
    )
    .executeTakeFirst()
  if (!person) throw problem('not-signed-in', 'This account is not active. Your liaison officer can say why.')
  const [roles, mailboxes] = await Promise.all([
    db
      .selectFrom('role_grant')
      .select('role')
      .where('person_id', '=', personId)
      .where(sql<boolean>`valid @> current_date`)
      .execute(),
    db
      .selectFrom('membership')
      .innerJoin('mailbox', 'mailbox.id', 'membership.mailbox_id')
      .select(['mailbox.id', 'mailbox.address', 'mailbox.agency_id', 'membership.rights'])
      .where('membership.person_id', '=', personId)
      .where(sql<boolean>`membership.valid @> current_date`)
      .where('mailbox.closed_at', 'is', null)
      .orderBy('mailbox.address')
      .execute(),
  ])
  return {
    personId: person.id,
    login: person.login,
    agencyId: person.agency_id,
    title: person.title,
    roles: roles.map(({ role }) => role).filter(isRole),
    mailboxes: mailboxes.map(({ id, address, agency_id, rights }) => ({
      id,
      address,
      agencyId: agency_id,
      rights: rights.filter(isRight),
    })),
  }
}

function isRight(text: string): text is Right {
  return text === 'send' || text === 'open'
}

/**
 * How the caller may do something: to their own mailboxes, to what their agency shared, to anything.
 *
 * @throws ProblemError `not-yours` when none of their roles may do it at all
 */
export function demandAction(caller: Caller, action: Action): ReadonlySet<Relation> {
  const relations = relationsOf(caller.roles, action)
  if (relations.size > 0) return relations
  const roles = caller.roles.length === 0 ? 'no role' : `the role ${caller.roles.join(', ')}`
  throw problem(
    'not-yours',
    `Your account has ${roles}, which may not do this: ${PERMISSIONS[action].title.toLowerCase()}.`,
  )
}

/**
 * The caller's mailboxes in which they may do something: their role allows it, and their membership has `right`
 * there, where one is given.
 *
 * @throws ProblemError `not-yours` when no role of theirs may do it
 */
export function mailboxesFor(caller: Caller, action: Action, right?: Right): readonly CallerMailbox[] {
  if (!demandAction(caller, action).has('own-mailbox')) return []
  return right === undefined
    ? caller.mailboxes
    : caller.mailboxes.filter((mailbox) => mailbox.rights.includes(right))
}

/**
 * The caller's mailbox of that address, in which they may do something.
 *
 * @throws ProblemError `not-yours`
 */
export function demandMailbox(caller: Caller, action: Action, address: string, right: Right): CallerMailbox {
  const found = mailboxesFor(caller, action, right).find((mailbox) => mailbox.address === address)
  if (!found) throw problem('not-yours', `You may not ${right} in the mailbox ${address}.`)
  return found
}
