import { sql } from 'kysely'
import type { Scheme } from '../../domain/wire/referral-fields.ts'
import { domainOf } from '../../mail/address.ts'
import type { Db } from '../db.ts'

/** What the co-ordinator has laid down for a network. */
export type SendingNetwork = {
  /** whose domain it is; null where no agency of the partnership has it */
  agencyId: string | null
  accreditation: { scheme: Scheme; level: string }
  /** what becomes of mail that comes over it unsealed */
  unsealedMail: 'refuse' | 'seal-on-arrival'
}

/**
 * The domain that mail claims to come from, and whether its network's relay address bears that out: then `network`
 * is that network, else null.
 */
export type SendingDomain = { domain: string; authenticated: boolean; network: SendingNetwork | null }

/**
 * Judges the envelope sender's domain by the address the mail came from: it is authenticated when that is a
 * relay address of the domain's network today.
 */
export async function sendingDomain(
  db: Db,
  { from, remoteAddress }: { from: string; remoteAddress: string },
): Promise<SendingDomain> {
  const domain = domainOf(from) ?? ''
  const row = await db
    .selectFrom('network')
    .leftJoin('mail_domain', 'mail_domain.domain', 'network.domain')
    .select(['accreditation_scheme', 'accreditation_level', 'unsealed_mail', 'mail_domain.agency_id'])
    .where('network.domain', '=', domain)
    .where(sql<boolean>`valid @> current_date`)
    .where(sql<boolean>`${remoteAddress}::inet = any (relay_addresses)`)
    .executeTakeFirst()
  const network = row
    ? {
        agencyId: row.agency_id,
        accreditation: { scheme: row.accreditation_scheme, level: row.accreditation_level },
        unsealedMail: row.unsealed_mail,
      }
    : null
  return { domain, authenticated: network !== null, network }
}
