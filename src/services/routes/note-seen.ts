import { sql } from 'kysely'
import type { Attempted } from '../deliveries/record-attempt.ts'

/** What a lot of attempts says of the way to one domain. */
type Noted = {
  domain: string
  way: number
  relayed: boolean
  /** attempts that are to be made again, since the last of the lot that was relayed */
  deferrals: number
  host: string
  code: number | null
  reply: string
  fault: string | null
  /** whether the server was spoken to over TLS; without, what is known of it stays */
  seen: boolean
  size: number | null
  tls: string | null
  subject: string | null
  sha256: string | null
  ends: Date | null
  policy: string | null
}

/**
 * Enters in `route_state` what attempts have shown of the way, a row for each domain and not for each mail: part of the
 * statement that records them. The rows are locked in one order, so that two workers do not wait for each other. What was
 * sent by an earlier way says nothing of the one that is there by now.
 */
export function noteSeen(attempts: readonly Attempted[]) {
  const rows = JSON.stringify(notedOf(attempts))
  return sql`held as materialized (
      select domain from route_state
        where domain in (select domain from json_to_recordset(${rows}::json) as noted (domain text))
        order by domain
        for update
    ), noted as (
      update route_state s
        set last_attempt_at = now(),
            last_success_at = case when noted.relayed then now() else s.last_success_at end,
            last_host = noted.host, last_code = noted.code, last_reply = noted.reply, last_fault = noted.fault,
            deferrals = case when noted.relayed then 0 else s.deferrals end + noted.deferrals,
            size_limit = case when noted.seen then noted.size else s.size_limit end,
            size_seen_at = case when noted.seen then now() else s.size_seen_at end,
            tls = case when noted.seen then noted.tls else s.tls end,
            tls_subject = case when noted.seen then noted.subject else s.tls_subject end,
            tls_sha256 = case when noted.seen then noted.sha256 else s.tls_sha256 end,
            tls_not_after = case when noted.seen then noted.ends else s.tls_not_after end,
            mta_sts = coalesce(noted.policy, s.mta_sts)
        from json_to_recordset(${rows}::json) as noted (
          domain text, way integer, relayed boolean, deferrals integer, host text, code integer, reply text, fault text, seen boolean,
          size bigint, tls text, subject text, sha256 text, ends timestamptz, policy text)
        join held using (domain)
        where s.domain = noted.domain and s.way = noted.way
    )`
}

function notedOf(attempts: readonly Attempted[]): Noted[] {
  const noted = new Map<string, Noted>()
  for (const attempted of attempts) {
    // What went wrong on our side says nothing of the way.
    if (attempted.attempt.fault === 'ours') continue
    const { domain, way } = attempted.leased
    const key = `${way} ${domain}`
    noted.set(key, nextOf(attempted, noted.get(key)))
  }
  return [...noted.values()]
}

function nextOf({ leased: { domain, way }, attempt }: Attempted, before: Noted | undefined): Noted {
  const { outcome, host, code, fault = null, seen, policy = null, tls } = attempt
  const relayed = outcome === 'relayed'
  const deferrals = relayed ? 0 : (before?.deferrals ?? 0) + (outcome === 'retry' ? 1 : 0)
  const last = {
    domain,
    way,
    relayed: relayed || (before?.relayed ?? false),
    deferrals,
    host,
    code,
    reply: attempt.reply.toWellFormed(),
    fault,
    policy: policy ?? before?.policy ?? null,
  }
  if (!seen) {
    const { size = null, subject = null, sha256 = null, ends = null } = before ?? {}
    return { ...last, seen: before?.seen ?? false, size, tls: before?.tls ?? null, subject, sha256, ends }
  }
  const { size, certificate } = seen
  const { subject = null, sha256 = null, notAfter: ends = null } = certificate ?? {}
  return { ...last, seen: true, size, tls, subject, sha256, ends }
}
