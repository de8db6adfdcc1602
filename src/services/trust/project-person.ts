import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { problem } from '../../domain/problems.ts'
import type { Appointment, AppointmentEnd, AppointmentPrivate } from '../../domain/wire/trust/appointment.ts'
import type { Db } from '../db.ts'
import type { Projected } from './project.ts'
import { projectCertificate } from './project-certificate.ts'

/**
 * A person or a system, their key, roles and mailboxes. What the appointment before gave ends today, and what this one
 * gives begins today, or on its own first day.
 *
 * @throws ProblemError `invalid-request` when it names a mailbox that nobody has certified yet
 */
export async function projectPerson(
  db: Db,
  appointment: Appointment,
  { login, mailboxes, trainedUntil }: AppointmentPrivate,
  { after, now }: Projected,
): Promise<void> {
  const { person: ref, title, number, account, roles, from, until, certificate } = appointment
  const agency = await db
    .selectFrom('agency')
    .select('id')
    .where('name', '=', appointment.agency)
    .executeTakeFirstOrThrow()
  const values = {
    agency_id: agency.id,
    ref,
    title,
    number,
    state: 'active' as const,
    account,
    trained_until: trainedUntil,
  }
  const { id } = await db
    .insertInto('person')
    .values({ id: uuid(), login, ...values })
    .onConflict((at) =>
      at.column('login').doUpdateSet({
        ...values,
        // Whoever was suspended stays so until somebody readmits them.
        state: sql`case when person.state = 'suspended' then 'suspended' else 'active' end`,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    update invitation set settled_at = ${now}, settled_as = 'certified'
      where login = ${login} and settled_at is null`.execute(db)
  await endRights(db, id)
  const own = await db
    .selectFrom('certificate')
    .select('fpr')
    .where('person_id', '=', id)
    .where('state', '=', 'current')
    .executeTakeFirst()
  if (own && own.fpr !== certificate) await endSessionsOf(db, id, now)
  await projectCertificate(db, {
    armored: after.people[certificate]?.certificate ?? '',
    owner: { person_id: id },
    now,
  })
  await sql`
    insert into role_grant (person_id, role, valid)
      select ${id}, role, daterange(greatest(${from}::date, current_date), ${until}::date, '[]')
        from unnest(${roles}::text[]) as role
        where ${until}::date >= current_date`.execute(db)
  const found = await db
    .selectFrom('mailbox')
    .select(['id', 'address'])
    .where('address', 'in', mailboxes.length === 0 ? [''] : mailboxes.map(({ address }) => address))
    .execute()
  for (const { address, rights } of mailboxes) {
    const mailbox = found.find((one) => one.address === address)
    if (!mailbox)
      throw problem('invalid-request', `There is no mailbox ${address} yet: certify its key first.`)
    await sql`
      insert into membership (mailbox_id, person_id, rights, valid)
        select ${mailbox.id}, ${id}, ${rights}::text[], daterange(greatest(${from}::date, current_date), ${until}::date, '[]')
          where ${until}::date >= current_date`.execute(db)
  }
}

/** Somebody who is in office no more: the account is closed, and what they were given ends. */
export async function projectEnd(
  db: Db,
  { person: ref, certificate }: AppointmentEnd,
  now: Date,
): Promise<void> {
  const person = await db
    .selectFrom('person')
    .innerJoin('certificate', 'certificate.person_id', 'person.id')
    .select('person.id')
    .where('person.ref', '=', ref)
    .where('certificate.fpr', '=', certificate)
    .executeTakeFirst()
  if (!person) return
  await db.updateTable('person').set({ state: 'ended' }).where('id', '=', person.id).execute()
  await endRights(db, person.id)
  await endSessionsOf(db, person.id, now)
}

/** Whoever is signed in with a key that counts no more is signed in no more. */
export async function endSessionsOf(db: Db, person: string, now: Date): Promise<void> {
  await sql`
    update session set ended_at = ${now}, ended_why = 'key-ended' where person_id = ${person} and ended_at is null`.execute(
    db,
  )
}

/** Roles and memberships end today: what began today was never there. */
async function endRights(db: Db, person: string): Promise<void> {
  for (const table of ['role_grant', 'membership'] as const) {
    await sql`delete from ${sql.table(table)} where person_id = ${person} and lower(valid) >= current_date`.execute(
      db,
    )
    await sql`
      update ${sql.table(table)} set valid = valid * daterange(null, current_date)
        where person_id = ${person} and valid @> current_date`.execute(db)
  }
}
