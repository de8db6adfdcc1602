import { sql } from 'kysely'
import { dayOf } from '../../domain/day.ts'
import type { Waiting } from '../../mail/notice.ts'
import type { Db } from '../db.ts'
import type { WaitingFor } from './waiting.ts'

/** What a notice tells ahead of a day, and the reminders that it tells. */
export type RemindersTold = Pick<WaitingFor, 'waiting'> & { reminderIds: bigint[] }

/** How long before its end the author of a draft that waits for a key is told. */
const DRAFT_ENDS_DAYS = 7

/** Notes what is to be told by now, each thing once, for those who have notices. */
export async function noteReminders(tx: Db, now: Date): Promise<void> {
  await noteReviews(tx, dayOf(now))
  await noteEndingDrafts(tx, now)
  await endDrafts(tx, now)
}

/**
 * The review day of an agreement's newest version, sixty, thirty and seven days before: to co-ordinators, and to the liaison
 * officers and deputies of the agencies that have signed it.
 */
async function noteReviews(tx: Db, day: string): Promise<void> {
  // A quotation mark within a text of the document has a backslash before it, so this is its field and nothing else.
  await sql`
    insert into reminder (person_id, what, about, name)
      select person.id, 'review-' || warning.days, newest.id || ' ' || newest.review, newest.id
        from (select distinct on (id) id, in_force,
                  substring(document from '"review":"([0-9]{4}-[0-9]{2}-[0-9]{2})"')::date as review
                from agreement where not isempty(in_force) order by id, version desc) newest
        cross join (values (60), (30), (7)) warning (days)
        join notice_setting setting on true
        join person on person.id = setting.person_id
        where newest.review <= ${day}::date + warning.days
          and (upper_inf(newest.in_force) or upper(newest.in_force) > ${day}::date)
          and exists (select from role_grant
            where role_grant.person_id = person.id and role_grant.valid @> current_date
              and (role = 'co-ordinator' or role in ('liaison-officer', 'deputy') and exists (
                select from agreement_signature signature
                  where signature.id = newest.id and signature.agency_id = person.agency_id)))
      on conflict do nothing`.execute(tx)
}

/** A draft that is sent, deleted or kept for longer before anybody was told is no news any more. */
async function noteEndingDrafts(tx: Db, now: Date): Promise<void> {
  await sql`
    delete from reminder where what = 'draft-ends' and told_at is null
      and not exists (select from sealed_draft draft where ${ABOUT_DRAFT} = reminder.about)`.execute(tx)
  await sql`
    insert into reminder (person_id, what, about, name)
      select draft.created_by, 'draft-ends', ${ABOUT_DRAFT}, mailbox.name
        from sealed_draft draft
        join mailbox on mailbox.id = draft.mailbox_id
        join notice_setting setting on setting.person_id = draft.created_by
        where draft.ends_at > ${now} and draft.ends_at <= ${now}::timestamptz + make_interval(days => ${DRAFT_ENDS_DAYS})
          and cardinality(draft.waits_for) > 0
      on conflict do nothing`.execute(tx)
}

const ABOUT_DRAFT = sql`draft.id || ' ' || extract(epoch from draft.ends_at)`

/** Deletes the drafts whose time is over; who wrote one that waited for a key is to be told that it was not sent. */
export async function endDrafts(db: Db, now: Date): Promise<void> {
  await sql`
    with draft as (
      delete from sealed_draft where ends_at <= ${now} returning id, mailbox_id, created_by, waits_for, ends_at)
    insert into reminder (person_id, what, about, name)
      select draft.created_by, 'draft-ended', ${ABOUT_DRAFT}, mailbox.name
        from draft
        join mailbox on mailbox.id = draft.mailbox_id
        join notice_setting setting on setting.person_id = draft.created_by
        where cardinality(draft.waits_for) > 0
      on conflict do nothing`.execute(db)
}

/** What these people have not been told yet. */
export async function readReminders(db: Db, people: readonly string[]): Promise<Map<string, RemindersTold>> {
  const found = new Map<string, RemindersTold>()
  if (people.length === 0) return found
  const { rows } = await sql<{
    person_id: string
    what: Extract<Waiting['what'], 'review-due' | 'draft-ends' | 'draft-ended'>
    name: string
    count: number
    ids: bigint[]
  }>`
    select person_id, kind as what, name, count(distinct about)::integer as count, array_agg(id) as ids
      from reminder
      cross join lateral (select case when what like 'review-%' then 'review-due' else what end as kind) told
      where person_id = any (${[...people]}::uuid[]) and told_at is null
      group by person_id, kind, name
      order by kind desc, name`.execute(db)
  for (const { person_id, what, name, count, ids } of rows) {
    const own = found.get(person_id) ?? { waiting: [], reminderIds: [] }
    found.set(person_id, own)
    own.reminderIds.push(...ids)
    own.waiting.push({ what, mailbox: name, level: null, count })
  }
  return found
}

/** Marks what a notice told. */
export async function tellReminders(tx: Db, ids: readonly bigint[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update reminder set told_at = ${now} where id = any (${ids.map(String)}::bigint[]) and told_at is null`.execute(
    tx,
  )
}
