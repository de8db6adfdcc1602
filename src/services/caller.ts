import { sql } from 'kysely'
import { problem } from '../domain/problems.ts'
import { type Action, isRole, PERMISSIONS, type Relation, type Role, relationsOf } from '../domain/roles.ts'
import type { Right } from '../domain/wire/grant.ts'
import type { Db } from './db.ts'
import { together } from './together.ts'

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
export type ReadCaller = (personId: string) => Promise<Caller>

/** Callers that are looked up by one question. */
const MOST_TOGETHER = 100

/** Looks callers up: those who call while others are being looked up, together and by one question. */
export function createCallers(db: Db): ReadCaller {
  const find = together<string, Caller | null>(
    async (personIds) => {
      const callers = await findCallers(db, [...new Set(personIds)])
      return personIds.map((id) => callers.get(id) ?? null)
    },
    { most: MOST_TOGETHER },
  )
  return async (personId) => active(await find(personId))
}

/** Looks one caller up. See `ReadCaller`. */
export async function readCaller(db: Db, personId: string): Promise<Caller> {
  return active((await findCallers(db, [personId])).get(personId) ?? null)
}

function active(caller: Caller | null): Caller {
  if (caller) return caller
  throw problem('not-signed-in', 'This account is not active. Your liaison officer can say why.')
}

async function findCallers(db: Db, personIds: readonly string[]): Promise<ReadonlyMap<string, Caller>> {
  const { rows } = await sql<CallerRow>`/* prepared: callers */
    select person.id, person.login, person.agency_id, person.title,
        array(select role from role_grant where person_id = person.id and valid @> current_date) as roles,
        (select coalesce(json_agg(json_build_object('id', mailbox.id, 'address', mailbox.address,
              'agencyId', mailbox.agency_id, 'rights', held.rights) order by mailbox.address), '[]')
            from (
              select membership.mailbox_id, membership.rights
                from membership
                where membership.person_id = person.id and membership.valid @> current_date
              union all
              -- Whoever broke the glass of a mailbox may read it for a day, once the log says so.
              select distinct opening.mailbox_id, array['open']
                from key_opening opening
                join log_entry on log_entry.staged_id = opening.staged_id
                where opening.by_person = person.id and opening.purpose = 'break-glass'
                  and opening.at > now() - interval '1 day' and opening.agency_id = person.agency_id
                  and not exists (select from membership m where m.mailbox_id = opening.mailbox_id
                    and m.person_id = person.id and m.valid @> current_date)
            ) held
            join mailbox on mailbox.id = held.mailbox_id
            where mailbox.closed_at is null) as mailboxes
      from person
      where person.id = any (${[...personIds]}::uuid[]) and person.state = 'active'
        -- Machine accounts have no training date; the database keeps that people have one (Q1).
        and (person.account = 'machine' or person.trained_until >= current_date)`.execute(db)
  return new Map(
    rows.map(({ id, login, agency_id, title, roles, mailboxes }) => [
      id,
      {
        personId: id,
        login,
        agencyId: agency_id,
        title,
        roles: roles.filter(isRole),
        mailboxes: mailboxes.map(({ rights, ...mailbox }) => ({
          ...mailbox,
          rights: rights.filter(isRight),
        })),
      },
    ]),
  )
}

type CallerRow = {
  id: string
  login: string
  agency_id: string
  title: string
  roles: string[]
  mailboxes: { id: string; address: string; agencyId: string; rights: string[] }[]
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
