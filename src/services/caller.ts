import { sql } from 'kysely'
import { problem } from '../domain/problems.ts'
import type { Right } from '../domain/wire/grant.ts'
import type { Db } from './db.ts'

/** One of the caller's mailboxes, with what they may do in it today. */
export type CallerMailbox = { id: string; address: string; rights: readonly Right[] }

/** The person on whose behalf a service acts, as the database knows them at this moment. */
export type Caller = {
  personId: string
  login: string
  agencyId: string
  title: string
  roles: readonly string[]
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
    .where('trained_until', '>=', sql<string>`current_date`)
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
      .select(['mailbox.id', 'mailbox.address', 'membership.rights'])
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
    roles: roles.map(({ role }) => role),
    mailboxes: mailboxes.map(({ id, address, rights }) => ({ id, address, rights: rights.filter(isRight) })),
  }
}

function isRight(text: string): text is Right {
  return text === 'send' || text === 'open'
}

/** The caller's mailboxes in which they have `right`. */
export function mailboxesWith(caller: Caller, right: Right): readonly CallerMailbox[] {
  return caller.mailboxes.filter((mailbox) => mailbox.rights.includes(right))
}

/**
 * The caller's mailbox of that address, in which they have `right`.
 *
 * @throws ProblemError `not-yours`
 */
export function demandMailbox(caller: Caller, address: string, right: Right): CallerMailbox {
  const found = mailboxesWith(caller, right).find((mailbox) => mailbox.address === address)
  if (!found) throw problem('not-yours', `You may not ${right} in the mailbox ${address}.`)
  return found
}

/** Whether the caller holds the role today. */
export function hasRole(caller: Caller, role: string): boolean {
  return caller.roles.includes(role)
}
