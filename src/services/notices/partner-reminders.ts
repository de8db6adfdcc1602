import { sql } from 'kysely'
import { addDays, dayOf } from '../../domain/day.ts'
import { referenceOf } from '../../domain/reference.ts'
import type { KindName, Scheme } from '../../domain/wire/referral-fields.ts'
import { addWorkingDays, isWorkingDay, workingDaysAgo } from '../../domain/working-days.ts'
import type { Db } from '../db.ts'
import { domainOfMailbox } from '../deliveries/due.ts'
import type { LeasedRoute } from '../deliveries/lease.ts'
import { isUnanswered } from '../referrals/unanswered.ts'
import { heldDomains } from '../routes/held.ts'
import { quietUntil } from './quiet-hours.ts'

/** Nobody who reads a partner's mailbox is at work before or after, by the clock of the United Kingdom. */
const OUTSIDE_WORK = { from: '18:00', until: '08:00' }
/** What is overdue for longer is for people to speak about. */
const WITHIN_DAYS = 14
/** Reminders to one mailbox of a partner in a day; what was to be answered first goes first, and the rest on the next. */
export const MOST_A_DAY = 20
/** How long a worker holds a reminder: longer than an attempt. */
const LEASE_SECONDS = 120
/** Minutes until one that a server put off is tried again, by attempts; after the last it is given up. */
const AGAIN_MINUTES = [10, 30, 60, 120, 240] as const

/** Whether partners are reminded at that moment: on a working day of England and Wales, between eight and six. */
export const isTimeToRemind = (now: Date): boolean =>
  isWorkingDay(dayOf(now)) && quietUntil(now, OUTSIDE_WORK, 'Europe/London') === null

/**
 * Notes of what partners who are reached by mail are to be reminded: of a request the last working day before the day by which an
 * answer is asked for, or that day, and once more on the working day after it (promise 5). Nobody is reminded on the day on
 * which something came, of what was answered, or whose network wants no reminders.
 */
export async function notePartnerReminders(db: Db, now: Date): Promise<void> {
  const today = dayOf(now)
  const midnight = sql`(${today}::timestamp at time zone 'Europe/London')`
  await sql`
    insert into partner_reminder (delivery_id, stage, noted_at)
      select id, stage, ${now} from (
        select delivery.id, step.stage, m.id as mailbox_id,
            row_number() over (partition by m.id order by delivery.respond_by, delivery.id) as place
          from (values ('due', ${today}::date, ${addWorkingDays(today, 1)}::date),
              ('overdue', ${addDays(today, -WITHIN_DAYS)}::date, ${workingDaysAgo(today, 1)}::date)) step (stage, first, last)
          join delivery on delivery.respond_by >= step.first and delivery.respond_by <= step.last
          join referral on referral.id = delivery.referral_id
          join mailbox m on m.id = delivery.mailbox_id
          join network n on n.domain = ${domainOfMailbox} and n.valid @> current_date
          where m.route = 'mail' and m.closed_at is null and n.reminders
            and delivery.state in ('relayed', 'delivered') and referral.accepted_at < ${midnight}
            and exists (select from certificate where certificate.mailbox_id = m.id and certificate.state = 'current')
            and not exists (select from partner_reminder noted
              where noted.delivery_id = delivery.id and noted.stage = step.stage)
            and ${isUnanswered}
      ) found
      where place <= ${MOST_A_DAY} - (select count(*) from partner_reminder lately
        join delivery on delivery.id = lately.delivery_id
        where delivery.mailbox_id = found.mailbox_id and lately.noted_at >= ${midnight})
      on conflict do nothing`.execute(db)
}

/** A reminder that a worker has taken: what it says, to whom, and the way that it is to go. */
export type LeasedReminder = {
  deliveryId: string
  stage: 'due' | 'overdue'
  /** how many attempts there were, this one counted */
  attempt: number
  address: string
  armored: string
  reference: string
  messageId: string
  /** the marking of what was sent */
  marking: string | null
  /** the scheme by which the partner's network is accredited */
  scheme: Scheme
  respondBy: string
  sentOn: string
  asking: { name: string; address: string }
  domain: string
  route: LeasedRoute
}

/**
 * Takes reminders that may leave now, one for each partner's domain, and counts them in the rate that the partner takes: they are
 * mail as any other, and of a route that is paused none are taken, nor of a mailbox that has no key just now. What was answered
 * since it was noted, is told as overdue by now, is overdue for so long that people have to speak, or belongs to a network that wants
 * none any more, ends as needless.
 */
export async function leasePartnerReminders(db: Db, now: Date): Promise<LeasedReminder[]> {
  const today = dayOf(now)
  await sql`
    update partner_reminder noted set outcome = 'needless', ended_at = now(), lease_until = null
      where ended_at is null and (lease_until is null or lease_until < now()) and not exists (
        select from delivery
          join mailbox m on m.id = delivery.mailbox_id and m.closed_at is null
          join network n on n.domain = ${domainOfMailbox} and n.valid @> current_date and n.reminders
          where delivery.id = noted.delivery_id and delivery.state in ('relayed', 'delivered')
            and delivery.respond_by >= case noted.stage when 'due' then ${today}::date else ${addDays(today, -WITHIN_DAYS)}::date end
            and ${isUnanswered})`.execute(db)
  const { rows } = await sql<Omit<LeasedReminder, 'reference'> & { id: string; kind: KindName }>`
    with waiting as materialized (
      select distinct on (domain) delivery_id, stage, domain from (
        select noted.delivery_id, noted.stage, ${domainOfMailbox} as domain, delivery.respond_by
          from partner_reminder noted
          join delivery on delivery.id = noted.delivery_id
          join mailbox m on m.id = delivery.mailbox_id
          join certificate c on c.mailbox_id = m.id and c.state = 'current'
          where noted.ended_at is null and noted.next_attempt_at <= now()
            and (noted.lease_until is null or noted.lease_until < now())
      ) noted
      where domain not in (${heldDomains})
      order by domain, respond_by, delivery_id
    ), counted as (
      -- What somebody else has counted meanwhile is seen here: the row is looked at again once it is ours.
      update route_state s
        set minute = case when rate is null then minute else date_trunc('minute', clock_timestamp()) end,
          in_minute = case when rate is null then in_minute
            when minute = date_trunc('minute', clock_timestamp()) then in_minute + 1 else 1 end
        from (select waiting.domain, n.rate_per_minute as rate from waiting
          left join network n on n.domain = waiting.domain and n.valid @> current_date) limits
        where s.domain = limits.domain and s.paused_at is null
          and (rate is null or minute is distinct from date_trunc('minute', clock_timestamp()) or in_minute < rate)
        returning s.domain, s.mta_sts
    ), taken as (
      update partner_reminder noted
        set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = noted.attempts + 1
        from waiting join counted on counted.domain = waiting.domain
        where noted.delivery_id = waiting.delivery_id and noted.stage = waiting.stage and noted.ended_at is null
          and (noted.lease_until is null or noted.lease_until < now())
        returning noted.*, waiting.domain, counted.mta_sts
    )
    select taken.delivery_id as "deliveryId", taken.stage, taken.attempts as attempt, m.address, c.armored,
        referral.id, referral.kind, referral.message_id as "messageId", referral.marking,
        coalesce(n.accreditation_scheme, 'GPMS') as scheme,
        delivery.respond_by::text as "respondBy", (referral.accepted_at at time zone 'Europe/London')::date::text as "sentOn",
        json_build_object('name', asking.name, 'address', asking.address) as asking, taken.domain,
        json_build_object('relayBy', coalesce(n.relay_by, 'host'), 'relayHost', n.relay_host,
          'relayPort', n.relay_port, 'tlsCertificate', n.tls_certificate, 'tlsAuthority', n.tls_authority,
          'maxConnections', n.max_connections, 'policy', taken.mta_sts) as route
      from taken
      join delivery on delivery.id = taken.delivery_id
      join referral on referral.id = delivery.referral_id
      join mailbox m on m.id = delivery.mailbox_id
      join mailbox asking on asking.id = referral.from_mailbox
      join certificate c on c.mailbox_id = m.id and c.state = 'current'
      left join network n on n.domain = taken.domain and n.valid @> current_date
      order by taken.domain`.execute(db)
  return rows.map(({ id, kind, ...leased }) => ({ ...leased, reference: referenceOf(kind, id) }))
}

/**
 * Records what came of an attempt; what a server put off is tried again, and ends as failed after the last time.
 *
 * @param outcome what the server said, or `retry` where none could be spoken to
 */
export async function recordPartnerReminder(
  db: Db,
  { deliveryId, stage, attempt }: Pick<LeasedReminder, 'deliveryId' | 'stage' | 'attempt'>,
  outcome: 'relayed' | 'retry' | 'failed',
): Promise<void> {
  const minutes = outcome === 'retry' ? AGAIN_MINUTES[attempt - 1] : undefined
  const ended = outcome === 'retry' ? (minutes === undefined ? 'failed' : null) : outcome
  await sql`
    update partner_reminder
      set lease_until = null, outcome = ${ended}, ended_at = case when ${ended}::text is null then null else now() end,
        next_attempt_at = now() + make_interval(mins => ${minutes ?? 0})
      where delivery_id = ${deliveryId} and stage = ${stage} and ended_at is null and attempts = ${attempt}`.execute(
    db,
  )
}
