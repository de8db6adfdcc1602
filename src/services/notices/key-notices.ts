import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { WaitingFor } from './waiting.ts'

/** What a notice tells about keys, and which rows of `key_notice` these are. */
export type KeysTold = Pick<WaitingFor, 'waiting'> & { keyNoticeIds: bigint[] }

/** What officers are told of at once: each use of the recovery key, and that a mailbox is restricted, or no more. */
export type ToldAtOnce = 'glass-broken' | 'recovery' | 'drill' | 'restricted' | 'unrestricted'

/** The officers of an agency who have notices. */
export const officersOf = (agency: ReturnType<typeof sql>) => sql`
  select person.id as person_id
    from person
    join notice_setting setting on setting.person_id = person.id
    where person.agency_id = ${agency} and exists (select from role_grant
      where role_grant.person_id = person.id and role in ('liaison-officer', 'deputy') and valid @> current_date)`

/**
 * Has the liaison officer and every deputy told, each time.
 *
 * @param mailboxId null where it is about every mailbox of the agency
 * @param about what makes this time another than the last
 */
export async function noteForOfficers(
  tx: Db,
  {
    what,
    about,
    agencyId,
    mailboxId,
  }: { what: ToldAtOnce; about: string; agencyId: string; mailboxId: string | null },
): Promise<void> {
  await sql`
    insert into key_notice (person_id, mailbox_id, what, about)
      select person_id, ${mailboxId}::uuid, ${what}, ${about}
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
    what: ToldAtOnce | 'keys-end'
    name: string
    ids: string[]
  }>`
    select key_notice.person_id, coalesce(mailbox.name, agency.name) as name,
        case when what like 'ends-%' then 'keys-end' else what end as what, array_agg(key_notice.id::text) as ids
      from key_notice
      join person on person.id = key_notice.person_id
      join agency on agency.id = person.agency_id
      left join mailbox on mailbox.id = key_notice.mailbox_id
      where key_notice.person_id = any (${[...people]}::uuid[]) and told_at is null
      group by 1, 2, 3, mailbox.id
      order by 2, 3`.execute(db)
  for (const { person_id, what, name, ids } of rows) {
    const own = found.get(person_id) ?? { waiting: [], keyNoticeIds: [] }
    found.set(person_id, own)
    own.keyNoticeIds.push(...ids.map(BigInt))
    const count = what === 'keys-end' ? 1 : ids.length
    own.waiting.push({ what, mailbox: name, level: null, count })
  }
  return found
}

/** Marks what a notice told. What came meanwhile was not in it, and is told by the next. */
export async function tellKeyNotices(tx: Db, ids: readonly bigint[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('key_notice')
    .set({ told_at: now })
    .where('id', 'in', [...ids])
    .where('told_at', 'is', null)
    .execute()
}
