import { sql } from 'kysely'
import { ROLES, relationOf } from '../../domain/roles.ts'
import { dormantBefore } from '../accounts/dormancy.ts'
import type { Db } from '../db.ts'
import { type ChasesTold, readChases } from './chase-notices.ts'
import { type KeysTold, noteEndingKeys, readKeyNotices } from './key-notices.ts'
import { quietUntil } from './quiet-hours.ts'
import { noteReminders, type RemindersTold, readReminders } from './reminders.ts'
import { readUnsent, type UnsentFor } from './unsent.ts'
import { readWaiting, type WaitingFor } from './waiting.ts'

/** How long a worker holds a setting: longer than the attempt to send that it is held for. */
const LEASE_SECONDS = 120

/** A notice that a worker has taken: nobody else sends it until the lease ends. */
export type DueNotice = WaitingFor &
  UnsentFor &
  Pick<KeysTold, 'keyNoticeIds'> &
  Pick<RemindersTold, 'reminderIds'> &
  Pick<ChasesTold, 'chaseIds'> & {
    personId: string
    address: string
    /** what came of the last attempts, when they failed, and how many in a row did so in this way */
    failure: 'delayed' | 'refused' | 'stopped' | null
    failures: number
  }

/** The roles whose holders may have notices and see what came. */
const ROLES_WITH_NOTICES = ROLES.filter((role) => relationOf(role, 'keep-own-notices') === 'self').filter(
  (role) => relationOf(role, 'see-received') === 'own-mailbox',
)

/**
 * Takes the notices that are to be sent now, at most `limit`: of people for whom something waits, or did not leave, that
 * no notice has counted, whose last notice is long enough ago, and who may sign in today in a role that sees what came. Who is in
 * their quiet hours is put off until these end.
 *
 * @returns those that were taken, and whether there may be more
 */
export async function takeDueNotices(
  { db, clock }: { db: Db; clock: () => Date },
  limit: number,
): Promise<{ notices: DueNotice[]; more: boolean }> {
  const now = clock()
  // One transaction, so that nobody changes their quiet hours between our reading of them and what follows.
  return db.transaction().execute(async (tx) => {
    await noteEndingKeys(tx, now)
    await noteReminders(tx, now)
    const leased = await lease(tx, now, limit)
    const quiet: { personId: string; until: Date }[] = []
    const loud: typeof leased = []
    for (const one of leased) {
      const until = quietEnd(one, now)
      if (until) quiet.push({ personId: one.personId, until })
      else loud.push(one)
    }
    await putOff(tx, quiet)
    const people = loud.map(({ personId }) => personId)
    const waiting = await readWaiting(tx, people)
    const unsent = await readUnsent(tx, people)
    const keys = await readKeyNotices(tx, people)
    const reminders = await readReminders(tx, people)
    const chases = await readChases(tx, people, now)
    const notices = loud.flatMap(({ personId, address, failure, failures }) => {
      const [came, stays, told] = [waiting.get(personId), unsent.get(personId), keys.get(personId)]
      const [ahead, chased] = [reminders.get(personId), chases.get(personId)]
      const waits = [came, chased, stays, told, ahead].flatMap((one) => one?.waiting ?? [])
      if (waits.length === 0) return []
      const tells = {
        waiting: waits,
        deliveryIds: came?.deliveryIds ?? [],
        late: stays?.late ?? [],
        ended: stays?.ended ?? [],
        keyNoticeIds: told?.keyNoticeIds ?? [],
        reminderIds: ahead?.reminderIds ?? [],
        chaseIds: chased?.chaseIds ?? [],
      }
      return [{ personId, address, failure, failures, ...tells }]
    })
    const noticed = new Set(notices.map(({ personId }) => personId))
    await release(
      tx,
      people.filter((personId) => !noticed.has(personId)),
    )
    return { notices, more: leased.length === limit }
  })
}

/** When to look is by the given clock, as quiet hours are; the lease is by the database's, which all workers share. */
function lease(db: Db, now: Date, limit: number) {
  return db
    .with('due', (q) =>
      q
        .selectFrom('notice_setting as setting')
        .innerJoin('person', 'person.id', 'setting.person_id')
        .select('setting.person_id')
        .where('setting.next_look_at', '<=', now)
        .where(({ or, eb }) =>
          or([eb('setting.lease_until', 'is', null), eb('setting.lease_until', '<', sql<Date>`now()`)]),
        )
        // As in `readCaller`: for whoever cannot sign in, nothing waits.
        .where('person.state', '=', 'active')
        .where('person.account', '=', 'person')
        .where('person.trained_until', '>=', sql<string>`current_date`)
        .where('person.last_active_at', '>', dormantBefore(now))
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('role_grant')
              .select('role_grant.role')
              .whereRef('role_grant.person_id', '=', 'setting.person_id')
              .where('role_grant.role', 'in', ROLES_WITH_NOTICES)
              .where(sql<boolean>`role_grant.valid @> current_date`),
          ),
        )
        .where(
          sql<boolean>`setting.person_id in (select person_id from notice_waiting union all select person_id from notice_unsent
              union all select person_id from key_notice where told_at is null
              union all select person_id from reminder where told_at is null
              union all select person_id from chase_notice where told_at is null)`,
        )
        .orderBy('setting.next_look_at')
        .limit(limit)
        .forUpdate('setting')
        .skipLocked(),
    )
    .updateTable('notice_setting')
    .from('due')
    .set({ lease_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .whereRef('notice_setting.person_id', '=', 'due.person_id')
    .returning(['notice_setting.person_id as personId', 'notice_setting.address', 'notice_setting.failure'])
    .returning(['notice_setting.failures', 'notice_setting.quiet_from', 'notice_setting.quiet_until'])
    .returning('notice_setting.zone')
    .execute()
}

type Hours = { quiet_from: string | null; quiet_until: string | null; zone: string }

function quietEnd({ quiet_from: from, quiet_until: until, zone }: Hours, now: Date): Date | null {
  return from === null || until === null ? null : quietUntil(now, { from, until }, zone)
}

async function putOff(db: Db, quiet: readonly { personId: string; until: Date }[]): Promise<void> {
  if (quiet.length === 0) return
  const people = quiet.map(({ personId }) => personId)
  const ends = quiet.map(({ until }) => until.toISOString())
  await sql`
    update notice_setting set lease_until = null, next_look_at = quiet.until
    from unnest(${people}::uuid[], ${ends}::timestamptz[]) as quiet (person_id, until)
    where notice_setting.person_id = quiet.person_id`.execute(db)
}

async function release(db: Db, people: readonly string[]): Promise<void> {
  if (people.length === 0) return
  await db.updateTable('notice_setting').set({ lease_until: null }).where('person_id', 'in', people).execute()
}
