import { sql } from 'kysely'
import { problem } from '../domain/problems.ts'
import {
  type Action,
  isRole,
  PERMISSIONS,
  type Relation,
  type Role,
  relationOf,
  relationsOf,
} from '../domain/roles.ts'
import type { Right } from '../domain/wire/grant.ts'
import type { DataClass } from '../domain/wire/referral-fields.ts'
import { dormantBefore, isStale, noteActive } from './accounts/dormancy.ts'
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
  /** the session they call in; null where they are looked up by themselves */
  session: string | null
  /** an agency's own system is no person: it is never dormant */
  isMachine: boolean
  /** when the account was last known to be used */
  lastActiveAt: Date
}

/** Whom to look up, and in which session: null for whoever calls in none. */
export type Asked = { person: string; session: string | null }

/**
 * Reads who is calling: session, state, training, roles and memberships are looked up afresh for every call, so that a
 * suspension, a sign-out or an ended membership counts at once and not only when a token runs out.
 *
 * @throws ProblemError `not-signed-in` when the person is unknown, suspended, dormant or untrained (Q1), `token-expired`
 *   when the session has ended
 */
export type ReadCaller = (asked: Asked) => Promise<Caller>

/** Callers that are looked up by one question. */
const MOST_TOGETHER = 100

/**
 * Looks callers up: those who call while others are being looked up, together and by one question. That they did is noted
 * once an hour.
 */
export function createCallers(db: Db, clock: () => Date): ReadCaller {
  const find = together<Asked, Found>(
    async (asked) => {
      const now = clock()
      const found = await findCallers(db, asked, now)
      const active = [...found.values()].filter(isCaller)
      const stale = active.filter(({ lastActiveAt }) => isStale(lastActiveAt, now))
      await noteActive(db, [...new Set(stale.map(({ personId }) => personId))], now)
      return asked.map((one) => found.get(keyOf(one)) ?? 'inactive')
    },
    { most: MOST_TOGETHER },
  )
  return async (asked) => {
    const found = await find(asked)
    if (isCaller(found)) return found
    if (found === 'signed-out') throw problem('token-expired')
    throw problem('not-signed-in', 'This account is not active. Your liaison officer can say why.')
  }
}

/**
 * Looks one caller up, who has proved who they are and has no session yet.
 *
 * @throws ProblemError `not-signed-in`, or `account-dormant`
 */
export async function readCaller(db: Db, personId: string, now = new Date()): Promise<Caller> {
  const asked = { person: personId, session: null }
  const found = (await findCallers(db, [asked], now)).get(keyOf(asked)) ?? 'inactive'
  if (isCaller(found)) return found
  if (found === 'dormant') throw problem('account-dormant')
  throw problem('not-signed-in', 'This account is not active. Your liaison officer can say why.')
}

/** A caller, or why there is none. */
type Found = Caller | 'inactive' | 'dormant' | 'signed-out'

const isCaller = (found: Found): found is Caller => typeof found !== 'string'
const keyOf = ({ person, session }: Asked): string => `${person} ${session ?? ''}`

async function findCallers(db: Db, asked: readonly Asked[], now: Date): Promise<ReadonlyMap<string, Found>> {
  const distinct = [...new Map(asked.map((one) => [keyOf(one), one])).values()]
  const { rows } = await sql<CallerRow>`/* prepared: callers */
    select person.id, person.login, person.agency_id, person.title, person.last_active_at, asked.session,
        person.account = 'machine' as machine,
        person.account = 'person' and person.last_active_at <= ${dormantBefore(now)} as dormant,
        asked.session is null or exists (select from session
            where session.id = asked.session and session.person_id = person.id
              and session.ended_at is null and session.ends_at > ${now}) as signed_in,
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
                join released_entry on released_entry.staged_id = opening.staged_id
                where opening.by_person = person.id and opening.purpose = 'break-glass'
                  and opening.at > now() - interval '1 day' and opening.agency_id = person.agency_id
                  and not exists (select from membership m where m.mailbox_id = opening.mailbox_id
                    and m.person_id = person.id and m.valid @> current_date)
            ) held
            join mailbox on mailbox.id = held.mailbox_id
            where mailbox.closed_at is null) as mailboxes
      from unnest(${distinct.map(({ person }) => person)}::uuid[], ${distinct.map(({ session }) => session)}::uuid[])
          as asked (person, session)
      join person on person.id = asked.person
      where person.state = 'active'
        -- Machine accounts have no training date; the database keeps that people have one (Q1).
        and (person.account = 'machine' or person.trained_until >= current_date)`.execute(db)
  return new Map(
    rows.map((row) => [
      keyOf({ person: row.id, session: row.session }),
      row.signed_in ? (row.dormant ? 'dormant' : callerOf(row)) : 'signed-out',
    ]),
  )
}

const callerOf = (row: CallerRow): Caller => ({
  personId: row.id,
  login: row.login,
  agencyId: row.agency_id,
  title: row.title,
  roles: row.roles.filter(isRole),
  mailboxes: row.mailboxes.map(({ rights, ...mailbox }) => ({ ...mailbox, rights: rights.filter(isRight) })),
  session: row.session,
  isMachine: row.machine,
  lastActiveAt: row.last_active_at,
})

type CallerRow = {
  id: string
  login: string
  agency_id: string
  title: string
  last_active_at: Date
  session: string | null
  machine: boolean
  dormant: boolean
  signed_in: boolean
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

/** What an analyst is given: nothing that is about somebody (A7). */
export const DEPERSONALISED: readonly DataClass[] = ['none', 'depersonalised']

/** Whether the caller may do this as an analyst alone, and so to what is {@link DEPERSONALISED} and nothing else. */
export const asAnalyst = ({ roles }: Caller, action: Action): boolean =>
  roles.filter((role) => relationOf(role, action) !== undefined).every((role) => role === 'analyst')

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
