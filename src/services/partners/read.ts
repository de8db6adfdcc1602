import { sql } from 'kysely'
import { readCertificate } from '../../crypto/certificate.ts'
import { problem } from '../../domain/problems.ts'
import type { PartnerRoute, PartnersResponse } from '../../domain/wire/partners.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import { endOf } from './laid-down.ts'

/** Mail that is counted of one partner's queue; more is as many. */
const MOST_COUNTED = 10_000

type RouteRow = {
  domain: string
  agency: string | null
  relay_by: 'host' | 'mx'
  relay_host: string | null
  relay_port: number | null
  tls_certificate: string | null
  tls_authority: string | null
  max_message_bytes: number | null
  rate_per_minute: number | null
  max_connections: number | null
  reminders: boolean
  size_limit: string | number | bigint | null
  paused_at: Date | null
  mails: number
  oldest: Date | null
  last_success_at: Date | null
  deferrals: number
  last_attempt_at: Date | null
  last_host: string | null
  last_code: number | null
  last_reply: string | null
  last_fault: string | null
  tls: string | null
  tls_subject: string | null
  tls_not_after: Date | null
  mailboxes: { address: string; armored: string | null }[]
}

/** How mail to every partner leaves: a row for each domain that has a mailbox which is reached by mail. */
export async function readPartners(db: Db, caller: Caller): Promise<PartnersResponse> {
  demandAction(caller, 'see-partners')
  return { partners: await Promise.all((await readRoutes(db, null)).map(viewOf)) }
}

/** One of them. @throws ProblemError `not-found` */
export async function readPartner(db: Db, domain: string): Promise<PartnerRoute> {
  const [row] = await readRoutes(db, domain)
  if (!row) throw problem('not-found', `${domain} is no partner that is reached by mail.`)
  return viewOf(row)
}

/** @param domain one partner's; null for all */
async function readRoutes(db: Db, domain: string | null): Promise<RouteRow[]> {
  const { rows } = await sql<RouteRow>`
    select p.domain, agency.name as agency, coalesce(n.relay_by, 'host') as relay_by, n.relay_host, n.relay_port,
        n.tls_certificate, n.tls_authority, n.max_message_bytes, n.rate_per_minute, n.max_connections,
        coalesce(n.reminders, false) as reminders, s.size_limit,
        s.paused_at, queue.mails, queue.oldest, s.last_success_at, coalesce(s.deferrals, 0) as deferrals,
        s.last_attempt_at, s.last_host, s.last_code, s.last_reply, s.last_fault, s.tls, s.tls_subject,
        s.tls_not_after, p.mailboxes
      from (
        select split_part(m.address, '@', 2) as domain, array_agg(m.id) as ids,
            json_agg(json_build_object('address', m.address, 'armored', c.armored) order by m.address) as mailboxes
          from mailbox m
          left join certificate c on c.mailbox_id = m.id and c.state = 'current'
          where m.route = 'mail' and m.closed_at is null
          group by 1
      ) p
      left join network n on n.domain = p.domain and n.valid @> current_date
      left join route_state s on s.domain = p.domain
      left join mail_domain on mail_domain.domain = p.domain
      left join agency on agency.id = mail_domain.agency_id
      cross join lateral (
        select count(*)::integer as mails, min(first.waits_since) as oldest
          from (
            select d.waits_since from delivery d
              where d.mailbox_id = any (p.ids) and d.state = 'accepted' limit ${MOST_COUNTED}
          ) first
      ) queue
      where ${domain}::text is null or p.domain = ${domain}
      order by p.domain`.execute(db)
  return rows
}

async function viewOf(row: RouteRow): Promise<PartnerRoute> {
  const ends = [row.tls_not_after, endOf(row.tls_certificate ?? row.tls_authority)].filter(
    (end) => end !== null,
  )
  return {
    domain: row.domain,
    agency: row.agency,
    by: row.relay_by,
    host: row.relay_host,
    port: row.relay_port,
    knownBy: row.tls_certificate !== null ? 'certificate' : row.tls_authority !== null ? 'authority' : 'name',
    limits: {
      bytes: row.max_message_bytes,
      messagesPerMinute: row.rate_per_minute,
      connections: row.max_connections,
    },
    serverLimit: row.size_limit === null ? null : Number(row.size_limit),
    paused: isoOf(row.paused_at),
    reminders: row.reminders,
    queue: { mails: row.mails, oldest: isoOf(row.oldest) },
    lastSuccess: isoOf(row.last_success_at),
    deferrals: row.deferrals,
    last:
      row.last_attempt_at === null
        ? null
        : {
            at: row.last_attempt_at.toISOString(),
            host: row.last_host ?? '-',
            code: row.last_code,
            reply: (row.last_reply ?? '').slice(0, 500),
            fault: row.last_fault,
          },
    tls:
      row.tls === null
        ? null
        : { cipher: row.tls, subject: row.tls_subject, until: isoOf(row.tls_not_after) },
    certificateUntil: isoOf(ends.toSorted((one, other) => Number(one) - Number(other))[0] ?? null),
    mailboxes: await Promise.all(
      row.mailboxes.map(async ({ address, armored }) => ({
        address,
        certificateUntil: armored === null ? null : await certificateEnd(armored),
      })),
    ),
  }
}

async function certificateEnd(armored: string): Promise<string | null> {
  const end = await (await readCertificate(armored)).getExpirationTime()
  return end instanceof Date ? end.toISOString() : null
}

const isoOf = (time: Date | null): string | null => time?.toISOString() ?? null
