import { sql } from 'kysely'
import { dayOf } from '../../domain/day.ts'
import type { Waiting } from '../../mail/notice.ts'
import type { Db } from '../db.ts'
import { isUnanswered } from '../referrals/unanswered.ts'
import type { Stage } from './chasing.ts'
import { levelOf, type WaitingFor } from './waiting.ts'

/** What a notice tells of what is due, overdue or collected by nobody, and which rows of `chase_notice` these are. */
export type ChasesTold = Pick<WaitingFor, 'waiting'> & { chaseIds: bigint[] }

/** What a step is called to people of the mailbox that was asked, and of the one that asks. */
const CALLED: Readonly<Record<Stage, Readonly<Record<'asked' | 'asking', Waiting['what']>>>> = {
  due: { asked: 'answer-due', asking: 'answer-awaited' },
  overdue: { asked: 'answer-overdue', asking: 'answer-awaited' },
  escalated: { asked: 'answer-escalated', asking: 'awaited-escalated' },
  'escalated-to-sender': { asked: 'answer-escalated', asking: 'awaited-escalated' },
  'not-collected': { asked: 'not-collected', asking: 'not-collected-there' },
}

/**
 * What these people have not been told yet, by mailbox and marking. What was answered or collected meanwhile, or is of a mailbox
 * that the person has nothing to do with any more, is forgotten.
 */
export async function readChases(
  db: Db,
  people: readonly string[],
  now: Date,
): Promise<Map<string, ChasesTold>> {
  const found = new Map<string, ChasesTold>()
  if (people.length === 0) return found
  await sql`
    delete from chase_notice
      where person_id = any (${[...people]}::uuid[]) and told_at is null and not (${stillSo(dayOf(now))})`.execute(
    db,
  )
  const { rows } = await sql<{
    person_id: string
    stage: Stage
    of_sender: boolean
    name: string
    marking: string | null
    ids: string[]
  }>`
    select person_id, stage, of_sender, mailbox.name, referral.marking, array_agg(chase_notice.id::text) as ids
      from chase_notice
      join delivery on delivery.id = chase_notice.delivery_id
      join referral on referral.id = delivery.referral_id
      join mailbox on mailbox.id = ${CONCERNED}
      where person_id = any (${[...people]}::uuid[]) and told_at is null
      group by person_id, stage, of_sender, mailbox.id, mailbox.name, referral.marking
      order by of_sender, mailbox.name, mailbox.id, stage, referral.marking`.execute(db)
  for (const { person_id, stage, of_sender, name, marking, ids } of rows) {
    const own = found.get(person_id) ?? { waiting: [], chaseIds: [] }
    found.set(person_id, own)
    own.chaseIds.push(...ids.map(BigInt))
    const what = CALLED[stage][of_sender ? 'asking' : 'asked']
    const level = levelOf(marking)
    const same = own.waiting.find((one) => one.mailbox === name && one.level === level && one.what === what)
    if (same) same.count += ids.length
    else own.waiting.push({ what, mailbox: name, level, count: ids.length })
  }
  return found
}

/** Marks what a notice told. */
export async function tellChases(tx: Db, ids: readonly bigint[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update chase_notice set told_at = ${now}
      where id = any (${ids.map(String)}::bigint[]) and told_at is null`.execute(tx)
}

/** The mailbox that the row is about to whoever is told. */
const CONCERNED = sql`case when chase_notice.of_sender then referral.from_mailbox else delivery.mailbox_id end`

/** Of a row of `chase_notice`: whether it is still so, and the person works in that mailbox or is an officer of its agency. */
const stillSo = (today: string) => sql`exists (
  select from delivery
    join referral on referral.id = delivery.referral_id
    join mailbox on mailbox.id = ${CONCERNED} and mailbox.closed_at is null
    join person on person.id = chase_notice.person_id
    where delivery.id = chase_notice.delivery_id
      and ${isUnanswered}
      and case chase_notice.stage
        when 'not-collected' then delivery.state = 'delivered' and delivery.answer is null
        -- What is overdue by now is told as that.
        when 'due' then delivery.respond_by >= ${today}::date
        else true end
      and (exists (select from membership
          where membership.person_id = person.id and membership.mailbox_id = mailbox.id
            and membership.valid @> current_date)
        or person.agency_id = mailbox.agency_id and exists (select from role_grant
          where role_grant.person_id = person.id and role in ('liaison-officer', 'deputy')
            and role_grant.valid @> current_date)))`
