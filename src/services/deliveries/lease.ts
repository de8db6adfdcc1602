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
  /** the partner's mail server as it is registered today; null where there is none */
  relayHost: string | null
  relayPort: number | null
  tlsCertificate: string | null
}

/**
 * Takes the leases on deliveries to a partner's domain that are due, longest due first, by the database's clock and in
 * one statement. The `accepted` entry of each stands in the published tree, or nothing leaves (promise 6).
 *
 * @returns what to send, with all that is needed for it; empty when nothing is due that nobody else holds
 */
export async function leaseDue(db: Db, domain: string, limit: number): Promise<LeasedDelivery[]> {
  const { rows } = await sql<LeasedDelivery>`/* prepared: lease deliveries */
    with due as materialized (
      select d.id, m.address
        from delivery d
        join mailbox m on m.id = d.mailbox_id
        where m.route = 'mail' and ${domainOfMailbox} = ${domain} and ${isDue}
        order by d.next_attempt_at
        limit ${limit}
        for update of d skip locked
    ), leased as (
      update delivery d
        set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = d.attempts + 1
        from due
        where d.id = due.id
        returning d.*, due.address
    )
    select l.id, l.referral_id as "referralId", l.address, l.attempts as attempt, l.return_token as "returnToken",
        l.give_up_at <= now() as last, r.statement, r.message_id as "messageId", c.sha256, c.size, k.bytes,
        n.relay_host as "relayHost", n.relay_port as "relayPort", n.tls_certificate as "tlsCertificate"
      from leased l
      join referral r on r.id = l.referral_id
      left join content c on c.referral_id = l.referral_id
      left join content_chunk k on k.sha256 = c.sha256 and k.n = 0 and c.size <= ${SMALL_BYTES}
      left join network n on n.domain = ${domain} and n.valid @> current_date
      order by l.next_attempt_at`.execute(db)
  return rows
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
