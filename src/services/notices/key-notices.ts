import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { WaitingFor } from './waiting.ts'

/** What a notice tells about keys, and which of them it tells. */
export type KeysTold = Pick<WaitingFor, 'waiting'> & { mailboxIds: string[] }

/** The officers of an agency who have notices. */
const officersOf = (agency: ReturnType<typeof sql>) => sql`
  select person.id as person_id
    from person
    join notice_setting setting on setting.person_id = person.id
    where person.agency_id = ${agency} and exists (select from role_grant
      where role_grant.person_id = person.id and role in ('liaison-officer', 'deputy') and valid @> current_date)`

/** Has the liaison officer and every deputy told that somebody broke the glass of a mailbox. */
export async function noteBrokenGlass(
  tx: Db,
  { opening, agencyId, mailboxId }: { opening: string; agencyId: string; mailboxId: string },
): Promise<void> {
  await sql`
    insert into key_notice (person_id, mailbox_id, what, about)
      select person_id, ${mailboxId}::uuid, 'glass-broken', ${opening}
        from (${officersOf(sql`${agencyId}::uuid`)}) officers
      on conflict do nothing`.execute(tx)
}

/** Notes whose keys end within sixty, thirty and seven days: each is told once for each of these. */
export async function noteEndingKeys(tx: Db, now: Date): Promise<void> {
  await sql`
    insert into key_notice (person_id, mailbox_id, what, about)
      select distinct officer.person_id, mailbox.id, 'ends-' || warning.days, key_grant.expires::date::text
        from key_grant
        join mailbox on mailbox.id = key_grant.mailbox_id and mailbox.closed_at is null
        cross join (values (60), (30), (7)) warning (days)
        cross join lateral (${officersOf(sql`mailbox.agency_id`)}) officer
        where key_grant.withdrawn_at is null and key_grant.part = 'certify'
          and key_grant.n = (select max(n) from key_generation where key_generation.mailbox_id = mailbox.id)
          and key_grant.expires <= ${now}::timestamptz + make_interval(days => 60)
          and key_grant.expires <= ${now}::timestamptz + make_interval(days => warning.days)
      on conflict do nothing`.execute(tx)
}

/** What these people have not been told about keys, by mailbox. */
export async function readKeyNotices(db: Db, people: readonly string[]): Promise<Map<string, KeysTold>> {
  const found = new Map<string, KeysTold>()
  if (people.length === 0) return found
  const { rows } = await sql<{
    person_id: string
    mailbox_id: string
    name: string
    broken: number
    ends: boolean
  }>`
    select key_notice.person_id, mailbox.id as mailbox_id, mailbox.name,
        count(*) filter (where what = 'glass-broken')::integer as broken,
        bool_or(what <> 'glass-broken') as ends
      from key_notice
      join mailbox on mailbox.id = key_notice.mailbox_id
      where key_notice.person_id = any (${[...people]}::uuid[]) and told_at is null
      group by key_notice.person_id, mailbox.id
      order by mailbox.name`.execute(db)
  for (const { person_id, mailbox_id, name, broken, ends } of rows) {
    const own = found.get(person_id) ?? { waiting: [], mailboxIds: [] }
    found.set(person_id, own)
    own.mailboxIds.push(mailbox_id)
    if (broken > 0) own.waiting.push({ what: 'glass-broken', mailbox: name, level: null, count: broken })
    if (ends) own.waiting.push({ what: 'keys-end', mailbox: name, level: null, count: 1 })
  }
  return found
}

/** Marks what a notice told. What came meanwhile for the same mailbox was not in it, and is told by `about` alone later. */
export async function tellKeyNotices(
  tx: Db,
  personId: string,
  { mailboxIds, now }: { mailboxIds: readonly string[]; now: Date },
): Promise<void> {
  if (mailboxIds.length === 0) return
  await tx
    .updateTable('key_notice')
    .set({ told_at: now })
    .where('person_id', '=', personId)
    .where('mailbox_id', 'in', [...mailboxIds])
    .where('told_at', 'is', null)
    .execute()
}
