import type { Db } from '../db.ts'

/** A mailbox that mail came for, with the certificate to seal to. */
export type ReceivingMailbox = {
  id: string
  address: string
  agencyId: string
  fingerprint: string
  certificate: string
}

/** What RCPT asks of an address: whether there is such a local mailbox, and whether it is closed. */
export type MailboxAnswer = 'open' | 'closed' | 'none'

/** Says of several addresses, in their order, what mail for them will meet. */
export async function mailboxAnswers(db: Db, addresses: readonly string[]): Promise<MailboxAnswer[]> {
  const rows = await db
    .selectFrom('mailbox')
    .select(['address', 'closed_at'])
    .where('address', 'in', [...new Set(addresses)])
    .where('route', '=', 'local')
    .execute()
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
  const rows = await db
    .selectFrom('mailbox')
    .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
    .select(['mailbox.id', 'mailbox.address', 'mailbox.agency_id as agencyId'])
    .select(['certificate.fpr as fingerprint', 'certificate.armored as certificate'])
    .where('mailbox.address', 'in', [...new Set(lists.flat())])
    .where('mailbox.route', '=', 'local')
    .where('certificate.state', '=', 'current')
    .execute()
  const found = new Map(rows.map((row) => [row.address, row]))
  return lists.map((addresses) => addresses.flatMap((address) => found.get(address) ?? []))
}
