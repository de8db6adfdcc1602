import { sql } from 'kysely'
import { problem } from '../../domain/problems.ts'
import { isRole } from '../../domain/roles.ts'
import { type AgencyPerson, SUSPENDED_FOR, type SuspendAccount } from '../../domain/wire/enrolment.ts'
import { RIGHTS } from '../../domain/wire/grant.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'

type Row = {
  login: string
  title: string
  number: string
  account: 'person' | 'machine'
  state: 'active' | 'suspended' | 'ended'
  suspended_for: string | null
  trained_until: string | null
  roles: string[]
  mailboxes: { address: string; rights: string[] }[]
  fpr: string | null
}

/** The people of the caller's own agency; of no other. @throws ProblemError `not-yours` */
export async function readPeople(db: Db, caller: Caller): Promise<AgencyPerson[]> {
  demandAction(caller, 'see-people')
  return find(db, caller.agencyId, null)
}

/**
 * Suspends an account of the caller's agency: callers are looked up afresh for every request, so that it counts at once.
 * @throws ProblemError `not-yours`, `not-found`, `step-not-allowed` for one's own, or where the appointment has ended
 */
export async function suspendAccount(
  db: Db,
  caller: Caller,
  { login, reason }: SuspendAccount,
): Promise<AgencyPerson> {
  demandAction(caller, 'look-after-accounts')
  if (login === caller.login) throw problem('step-not-allowed', 'Nobody suspends their own account.')
  await changed(
    db,
    sql`update person set state = 'suspended', suspended_for = ${reason}, suspended_by = ${caller.personId}
      where login = ${login} and agency_id = ${caller.agencyId} and state in ('active', 'suspended')
      returning id`,
    caller,
    login,
  )
  return one(db, caller, login)
}

/** Ends a suspension. @throws ProblemError as above */
export async function readmitAccount(db: Db, caller: Caller, login: string): Promise<AgencyPerson> {
  demandAction(caller, 'look-after-accounts')
  if (login === caller.login) throw problem('step-not-allowed', 'Nobody ends their own suspension.')
  await changed(
    db,
    sql`update person set state = 'active', suspended_for = null, suspended_by = null
      where login = ${login} and agency_id = ${caller.agencyId} and state in ('active', 'suspended')
      returning id`,
    caller,
    login,
  )
  return one(db, caller, login)
}

async function changed(db: Db, update: ReturnType<typeof sql>, caller: Caller, login: string): Promise<void> {
  const { rows } = await update.execute(db)
  if (rows.length > 0) return
  const [found] = await find(db, caller.agencyId, login)
  throw found
    ? problem('step-not-allowed', 'That appointment has ended: appoint them anew.')
    : problem('not-found', 'Your agency has nobody of that sign-in name.')
}

async function one(db: Db, caller: Caller, login: string): Promise<AgencyPerson> {
  const [person] = await find(db, caller.agencyId, login)
  if (person) return person
  throw problem('not-found')
}

async function find(db: Db, agencyId: string, login: string | null): Promise<AgencyPerson[]> {
  const { rows } = await sql<Row>`
    select login, title, number, account, person.state, suspended_for, trained_until, certificate.fpr,
        array(select role from role_grant where person_id = person.id and valid @> current_date order by role) as roles,
        (select coalesce(json_agg(json_build_object('address', mailbox.address, 'rights', membership.rights)
              order by mailbox.address), '[]')
            from membership join mailbox on mailbox.id = membership.mailbox_id
            where membership.person_id = person.id and membership.valid @> current_date) as mailboxes
      from person
      left join certificate on certificate.person_id = person.id and certificate.state = 'current'
      where agency_id = ${agencyId} and (${login}::text is null or login = ${login})
      order by login limit 10000`.execute(db)
  return rows.map((row) => ({
    login: row.login,
    title: row.title,
    number: row.number,
    account: row.account,
    state: row.state,
    suspendedFor: SUSPENDED_FOR.find((one) => one === row.suspended_for) ?? null,
    trainedUntil: row.trained_until,
    roles: row.roles.filter(isRole),
    mailboxes: row.mailboxes.map(({ address, rights }) => ({
      address,
      rights: RIGHTS.filter((right) => rights.includes(right)),
    })),
    certificate: row.fpr,
  }))
}
