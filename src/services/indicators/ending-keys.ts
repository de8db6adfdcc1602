import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { MOST } from './counting.ts'

/** Mailboxes whose keys end soon, and people whose training does, by the days that are left at most. */
export type EndingKeys = Record<'mailboxes' | 'people', Record<'7' | '30' | '60', number>>

/** Local mailboxes of which a grant of the keys in use ends, and people without training, within 7, 30 and 60 days. */
export async function readEndingKeys(db: Db): Promise<EndingKeys> {
  const { rows } = await sql<{ days: '7' | '30' | '60'; mailboxes: number; people: number }>`
    select warning.days::text as days,
        (select count(distinct mailbox_id)::integer
           from (select mailbox_id from key_grant
                  where withdrawn_at is null and expires <= now() + make_interval(days => warning.days)
                  limit ${MOST}) ending) as mailboxes,
        (select count(*)::integer
           from (select id from person
                  where state = 'active' and trained_until <= current_date + warning.days
                  limit ${MOST}) ending) as people
      from (values (7), (30), (60)) warning (days)`.execute(db)
  const ending: EndingKeys = {
    mailboxes: { '7': 0, '30': 0, '60': 0 },
    people: { '7': 0, '30': 0, '60': 0 },
  }
  for (const { days, mailboxes, people } of rows) {
    ending.mailboxes[days] = mailboxes
    ending.people[days] = people
  }
  return ending
}
