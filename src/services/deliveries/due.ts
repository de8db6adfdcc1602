import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { heldDomains } from '../routes/held.ts'

/** What waits to leave and may: it is published, its time has come, and nobody has a lease on it. */
export type DueDeliveries = {
  /** whether anything is due to a local mailbox */
  local: boolean
  /** the partners' domains to which mail is due, and may leave: those of routes that are held are not among them */
  domains: string[]
}

/** Delivery `d` is due, and its `accepted` entry stands in the published tree (promise 6), seen by witnesses where that is waited for. */
export const isDue = sql<boolean>`d.state = 'accepted' and d.next_attempt_at <= now()
  and (d.lease_until is null or d.lease_until < now())
  and exists (select from referral r join released_entry e on e.staged_id = r.staged_id where r.id = d.referral_id)`

/** The domain of the address of mailbox `m`, as `network` has it. */
export const domainOfMailbox = sql<string>`split_part(m.address, '@', 2)`

/**
 * Looks what is due, in one statement. Each mailbox of a partner is asked for one delivery only, so that it does not
 * matter how many wait for one that cannot be reached.
 */
export async function dueDeliveries(db: Db): Promise<DueDeliveries> {
  const { rows } = await sql<DueDeliveries>`/* prepared: due deliveries */
    select
      exists (
        select from delivery d join mailbox m on m.id = d.mailbox_id where m.route = 'local' and ${isDue}
      ) as local,
      array(
        select distinct ${domainOfMailbox}
          from mailbox m
          cross join lateral (
            select from delivery d where d.mailbox_id = m.id and ${isDue} order by d.next_attempt_at limit 1
          ) as first
          where m.route = 'mail' and ${domainOfMailbox} not in (${heldDomains})
      ) as domains`.execute(db)
  return rows[0] ?? { local: false, domains: [] }
}
