import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { domainOfMailbox, isDue } from './due.ts'

/** How long a worker holds a delivery. An attempt's own time-out is shorter, so a live one never loses it. */
export const LEASE_SECONDS = 120

/** Content of at most so many bytes comes with the lease; what is larger is read while it is sent. */
const SMALL_BYTES = 64 * 1024

/** A mail delivery that a worker has taken: nobody else attempts it until the lease ends. */
export type LeasedDelivery = {
  id: string
  referralId: string
  address: string
  attempt: number
  returnToken: string
  /** whether, by the database's clock, it is given up should this attempt fail too */
  last: boolean
  statement: string
  messageId: string
  /** the sealed content, and its bytes where they are few */
  sha256: string | null
  size: number | null
  bytes: Uint8Array | null
  /** the way to the partner's domain, as it is registered today */
  domain: string
  route: LeasedRoute
  /** the how-manieth way to the domain that is */
  way: number
  /** milliseconds from the lease within which it must begin, or the partner's rate would not be kept; null: no rate */
  withinMs: number | null
}

/** How mail leaves for a partner's domain. */
export type LeasedRoute = {
  /** whether the server is the one laid down here, or found by the domain's MX */
  relayBy: 'host' | 'mx'
  relayHost: string | null
  relayPort: number | null
  tlsCertificate: string | null
  tlsAuthority: string | null
  maxConnections: number | null
  /** the MTA-STS policy of the domain as it was read last, by whichever worker */
  policy: string | null
}

type Row = Omit<LeasedDelivery, 'route'> & LeasedRoute

/**
 * Takes the leases on deliveries to a partner's domain that are due, longest due first, by the database's clock and in
 * one statement. The `accepted` entry of each stands in the published tree, or nothing leaves (promise 6). Of a route
 * that is paused none are taken, and of one that has a rate no more than are left of this minute, whoever counts.
 *
 * @returns what to send, with all that is needed for it; empty when nothing is due that nobody else holds
 */
export async function leaseDue(db: Db, domain: string, limit: number): Promise<LeasedDelivery[]> {
  const { rows } = await sql<Row>`/* prepared: lease deliveries */
    with settings as materialized (
      select * from network where domain = ${domain} and valid @> current_date
    ), counting as materialized (
      select s.minute, s.in_minute, settings.rate_per_minute as rate
        from route_state s, settings
        where s.domain = ${domain} and settings.rate_per_minute is not null
        for update of s
    ), room as materialized (
      -- By the clock as it is when nobody else counts any more, not as it was when the statement began.
      select this_minute, case when minute = this_minute then in_minute else 0 end as before, rate
        from (select counting.*, date_trunc('minute', clock_timestamp()) as this_minute from counting) as now_is
    ), due as materialized (
      select d.id, m.address
        from delivery d
        join mailbox m on m.id = d.mailbox_id
        where m.route = 'mail' and ${domainOfMailbox} = ${domain} and ${isDue}
          and not exists (select from route_state where domain = ${domain} and paused_at is not null)
        order by d.next_attempt_at
        limit least(${limit}::int, coalesce((select greatest(rate - before, 0) from room), ${limit}::int))
        for update of d skip locked
    ), leased as (
      update delivery d
        set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = d.attempts + 1
        from due
        where d.id = due.id
        returning d.*, due.address
    ), counted as (
      update route_state s
        set minute = room.this_minute, in_minute = room.before + (select count(*) from leased)
        from room
        where s.domain = ${domain}
    )
    select l.id, l.referral_id as "referralId", l.address, l.attempts as attempt, l.return_token as "returnToken",
        l.give_up_at <= now() as last, r.statement, r.message_id as "messageId", c.sha256, c.size, k.bytes,
        ${domain}::text as domain, coalesce((select way from route_state where domain = ${domain}), 0) as way, coalesce(n.relay_by, 'host') as "relayBy", n.relay_host as "relayHost",
        n.relay_port as "relayPort", n.tls_certificate as "tlsCertificate", n.tls_authority as "tlsAuthority",
        n.max_connections as "maxConnections",
        case when n.tls_certificate is null and n.tls_authority is null or n.relay_by = 'mx'
          then (select mta_sts from route_state where domain = ${domain}) end as policy,
        (select extract(epoch from this_minute + interval '1 minute' - clock_timestamp()) * 1000 from room)::float8
          as "withinMs"
      from leased l
      join referral r on r.id = l.referral_id
      left join content c on c.referral_id = l.referral_id
      left join content_chunk k on k.sha256 = c.sha256 and k.n = 0 and c.size <= ${SMALL_BYTES}
      left join settings n on true
      order by l.next_attempt_at`.execute(db)
  return rows.map(
    ({ relayBy, relayHost, relayPort, tlsCertificate, tlsAuthority, maxConnections, policy, ...leased }) => ({
      ...leased,
      route: { relayBy, relayHost, relayPort, tlsCertificate, tlsAuthority, maxConnections, policy },
    }),
  )
}

/** Gives leases back that no attempt was begun on: the deliveries are due as before. */
export async function handBack(db: Db, leased: readonly LeasedDelivery[]): Promise<void> {
  if (leased.length === 0) return
  const held = JSON.stringify(leased.map(({ id, attempt }) => ({ id, attempt })))
  await sql`
    update delivery d
      set lease_until = null, attempts = d.attempts - 1
      from json_to_recordset(${held}::json) as held (id uuid, attempt integer)
      where d.id = held.id and d.attempts = held.attempt and d.state = 'accepted'`.execute(db)
}

/** Ends every lease: for a process that knows itself alone with the database, since whoever held one is dead. */
export async function releaseLeases(db: Db): Promise<void> {
  await db.updateTable('delivery').set({ lease_until: null }).where('lease_until', 'is not', null).execute()
}
