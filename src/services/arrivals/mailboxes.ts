import { sql } from 'kysely'
import { OLD_KEY_DAYS } from '../../domain/wire/quarantine.ts'
import type { Db } from '../db.ts'

/** A mailbox that mail came for, with the certificate to seal to. */
export type ReceivingMailbox = {
  id: string
  address: string
  agencyId: string
  fingerprint: string
  certificate: string
  /** the encryption keys that it has, or gave up lately (`OLD_KEY_DAYS`) */
  keyIds: string[]
  /** those that it gave up before that */
  oldKeyIds: string[]
}

/** What RCPT asks of an address: whether there is such a local mailbox, and whether it is closed. */
export type MailboxAnswer = 'open' | 'closed' | 'none'

/** Says of several addresses, in their order, what mail for them will meet. */
export async function mailboxAnswers(db: Db, addresses: readonly string[]): Promise<MailboxAnswer[]> {
  const { rows } = await sql<{ address: string; closed_at: Date | null }>`/* prepared: mailbox answers */
    select address, closed_at from mailbox where route = 'local' and address = any (${distinct(addresses)}::text[])
  `.execute(db)
  const found = new Map(rows.map((row) => [row.address, row.closed_at]))
  return addresses.map((address) => {
    const closedAt = found.get(address)
    if (closedAt === undefined) return 'none'
    return closedAt === null ? 'open' : 'closed'
  })
}

/**
 * The local mailboxes among several lists of addresses, list by list, with their current certificates: one that has
 * none is left out.
 */
export async function receivingMailboxes(
  db: Db,
  lists: readonly (readonly string[])[],
): Promise<ReceivingMailbox[][]> {
  const { rows } = await sql<ReceivingMailbox>`/* prepared: receiving mailboxes */
    select mailbox.id, mailbox.address, mailbox.agency_id as "agencyId", certificate.fpr as fingerprint,
        certificate.armored as certificate, held."keyIds", held."oldKeyIds"
      from mailbox
      join certificate on certificate.mailbox_id = mailbox.id and certificate.state = 'current'
      cross join lateral (
        select coalesce(array_agg(k.key_id) filter (where k.lately), '{}') as "keyIds",
            coalesce(array_agg(k.key_id) filter (where not k.lately), '{}') as "oldKeyIds"
          from (
            select s.key_id,
                coalesce(upper(s.valid) > now() - make_interval(days => ${OLD_KEY_DAYS}), true) as lately
              from certificate c
              join subkey s on s.fpr = c.fpr and s.use = 'encrypt'
              where c.mailbox_id = mailbox.id
          ) k
      ) held
      where mailbox.route = 'local' and mailbox.address = any (${distinct(lists.flat())}::text[])`.execute(db)
  const found = new Map(rows.map((row) => [row.address, row]))
  return lists.map((addresses) => addresses.flatMap((address) => found.get(address) ?? []))
}

const distinct = (addresses: readonly string[]): string[] => [...new Set(addresses)]
