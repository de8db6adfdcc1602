import { sql } from 'kysely'
import { domainOf } from '../../mail/address.ts'
import type { Db } from '../db.ts'

/** The domain that mail claims to come from, and whether its network's relay address bears that out. */
export type SendingDomain = { domain: string; authenticated: boolean }

/**
 * Judges the envelope sender's domain by the address the mail came from: it is authenticated when that is a
 * relay address of the domain's network today.
 */
export async function sendingDomain(
  db: Db,
  { from, remoteAddress }: { from: string; remoteAddress: string },
): Promise<SendingDomain> {
  const domain = domainOf(from) ?? ''
  const network = await db
    .selectFrom('network')
    .select('id')
    .where('domain', '=', domain)
    .where(sql<boolean>`valid @> current_date`)
    .where(sql<boolean>`${remoteAddress}::inet = any (relay_addresses)`)
    .executeTakeFirst()
  return { domain, authenticated: network !== undefined }
}
