import { sql } from 'kysely'
import { addDays, dayOf } from '../../domain/day.ts'
import { addWorkingDays, workingDaysAgo } from '../../domain/working-days.ts'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import { firstIdOf } from '../indicators/counting.ts'
import { isUnanswered } from '../referrals/unanswered.ts'
import { officersOf } from './key-notices.ts'

/** After how many working days more people are told; each is one at least. */
export type Chasing = {
  /** overdue for so many: the managers and the liaison officers of the late agency are told */
  escalateDays: number
  /** overdue for so many: the liaison officers of the agency that asked are told */
  escalateToSenderDays: number
  /** delivered to a mailbox here and collected by nobody for so many; for one, of what is immediate */
  notCollectedDays: number
}

/** What the settings say unless told. */
export const USUAL_CHASING: Chasing = { escalateDays: 2, escalateToSenderDays: 5, notCollectedDays: 2 }

/** A step that is taken for a delivery once. */
export type Stage = Database['chased']['stage']

/** What is older is for the register and the lists: whoever begins to use this is not told of years. */
const WITHIN_DAYS = 60
/** Deliveries that one statement takes a step for. */
export const CHASE_BATCH = 250
/** How often it is looked whether there is any to take, at most. */
const LOOK_SECONDS = 60

/**
 * Notes who is to be told of what is due, overdue or collected by nobody (promise 5): each step once for each delivery, for those
 * who have notices then. Of several workers one does it at a time; one that dies is followed by the next minute's.
 *
 * A step is due by the calendar of the United Kingdom and its working days, so nobody is told that something is overdue on a
 * Sunday.
 */
export async function noteChases(db: Db, now: Date, chasing: Chasing): Promise<void> {
  if (!(await isToLook(db, now))) return
  for (const step of stepsOn(dayOf(now), chasing)) while ((await takeStep(db, step)) === CHASE_BATCH);
}

async function isToLook(db: Db, now: Date): Promise<boolean> {
  // A clock that was set back is no reason to wait until it has caught up.
  const { rows } = await sql`
    update chase_look set looked_at = ${now}
      where looked_at not between ${now}::timestamptz - make_interval(secs => ${LOOK_SECONDS})
        and ${now}::timestamptz + make_interval(secs => ${LOOK_SECONDS})
      returning 1`.execute(db)
  return rows.length > 0
}

/** Deliveries that a step is due for, before whether it was taken; and who is told. */
type Step = { stage: Stage; deliveries: ReturnType<typeof sql>; told: readonly Audience[] }

/** The steps that there are on a day. */
function stepsOn(today: string, { escalateDays, escalateToSenderDays, notCollectedDays }: Chasing): Step[] {
  const overdueFor = (days: number) => asked(addDays(today, -WITHIN_DAYS), workingDaysAgo(today, days))
  return [
    {
      stage: 'due',
      deliveries: asked(today, addWorkingDays(today, 1)),
      told: [MEMBERS_ASKED],
    },
    { stage: 'due', deliveries: immediate(today), told: [MEMBERS_ASKED] },
    { stage: 'overdue', deliveries: overdueFor(1), told: [MEMBERS_ASKED, MEMBERS_ASKING] },
    {
      stage: 'escalated',
      deliveries: overdueFor(escalateDays),
      told: [MANAGERS_ASKED, OFFICERS_ASKED],
    },
    { stage: 'escalated-to-sender', deliveries: overdueFor(escalateToSenderDays), told: [OFFICERS_ASKING] },
    {
      stage: 'not-collected',
      deliveries: notCollected(today, notCollectedDays),
      told: [MEMBERS_ASKED, OFFICERS_ASKED, MEMBERS_ASKING],
    },
  ]
}

/** What has left and is unanswered, and was to be answered by one of these days. */
const asked = (from: string, until: string) => sql`
  select delivery.id, delivery.mailbox_id, delivery.referral_id
    from delivery
    where delivery.respond_by >= ${from}::date and delivery.respond_by <= ${until}::date
      and delivery.state in ('relayed', 'delivered') and ${isUnanswered}`

/** What is immediate is due from its coming, whichever day its sender chose. */
const immediate = (today: string) => sql`
  select delivery.id, delivery.mailbox_id, delivery.referral_id
    from referral
    join delivery on delivery.referral_id = referral.id
    where referral.urgency = 'immediate' and referral.respond_by >= ${today}::date
      and delivery.state in ('relayed', 'delivered') and ${isUnanswered}`

/** By the index of what nothing was heard of (migration 0008), which is in the order in which it was accepted. */
function notCollected(today: string, days: number) {
  const [soon, usual] = [workingDaysAgo(today, 1), workingDaysAgo(today, days)]
  return sql`
    select delivery.id, delivery.mailbox_id, delivery.referral_id
      from delivery
      join referral on referral.id = delivery.referral_id
      join mailbox on mailbox.id = delivery.mailbox_id and mailbox.route = 'local'
      where delivery.answer is null and delivery.state in ('relayed', 'delivered') and delivery.state = 'delivered'
        and delivery.id >= ${firstIdOf(startOf(addDays(today, -WITHIN_DAYS)))}::uuid
        and delivery.id < ${firstIdOf(startOf(addDays(soon, 1)))}::uuid
        and (delivery.changed_at at time zone 'Europe/London')::date
          <= case when referral.urgency = 'immediate' then ${soon}::date else ${usual}::date end
        and ${isUnanswered}`
}

/** Midnight by UTC: in summer an hour into the day, which the day of the delivery itself sets right. */
const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** Who is told, as people of the mailbox that was asked or of the one that asks; as columns `person_id, of_sender`. */
type Audience = ReturnType<typeof sql>

const membersOf = (mailbox: ReturnType<typeof sql>, ofSender: boolean, also = sql`true`) => sql`
  select membership.person_id, ${sql.lit(ofSender)} as of_sender
    from membership
    join notice_setting on notice_setting.person_id = membership.person_id
    where membership.mailbox_id = ${mailbox} and membership.valid @> current_date and ${also}`

const ASKED = sql`step.mailbox_id`
const ASKING = sql`(select from_mailbox from referral where referral.id = step.referral_id)`
const agencyOf = (mailbox: ReturnType<typeof sql>) =>
  sql`(select agency_id from mailbox where mailbox.id = ${mailbox})`
const officers = (mailbox: ReturnType<typeof sql>, ofSender: boolean) => sql`
  select person_id, ${sql.lit(ofSender)} as of_sender from (${officersOf(agencyOf(mailbox))}) officer`

/** Those who may open it: whoever only sends from a mailbox answers nothing. */
const MEMBERS_ASKED: Audience = membersOf(ASKED, false, sql`'open' = any (membership.rights)`)
const MEMBERS_ASKING: Audience = membersOf(ASKING, true)
/** The managers among the members of that very mailbox: those of other teams of the agency have no part in it. */
const MANAGERS_ASKED: Audience = membersOf(
  ASKED,
  false,
  sql`exists (select from role_grant where role_grant.person_id = membership.person_id
    and role = 'team-manager' and role_grant.valid @> current_date)`,
)
const OFFICERS_ASKED: Audience = officers(ASKED, false)
const OFFICERS_ASKING: Audience = officers(ASKING, true)

/** @returns for how many deliveries it was taken */
async function takeStep(db: Db, { stage, deliveries, told }: Step): Promise<number> {
  const { rows } = await sql<{ taken: number }>`
    with step as materialized (
      select * from (${deliveries}) due
        where (select true from chased where chased.delivery_id = due.id and chased.stage = ${stage}) is null
        limit ${CHASE_BATCH}
    ), taken as (
      insert into chased (delivery_id, stage) select id, ${stage} from step on conflict do nothing
    ), noted as (
      insert into chase_notice (person_id, delivery_id, stage, of_sender)
        select audience.person_id, step.id, ${stage}, audience.of_sender
          from step cross join lateral (${sql.join(told, sql` union all `)}) audience
        on conflict do nothing
    )
    select count(*)::integer as taken from step`.execute(db)
  return rows[0]?.taken ?? 0
}
