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

/** Whose name is on the envelope, and where it came from. */
export type Bringing = { from: string; remoteAddress: string }

type Found = {
  at: bigint
  accreditation_scheme: Scheme
  accreditation_level: string
  unsealed_mail: SendingNetwork['unsealedMail']
  agency_id: string | null
}

/**
 * Judges the envelope sender's domain by the address the mail came from: it is authenticated when that is a
 * relay address of the domain's network today.
 */
export async function sendingDomain(db: Db, bringing: Bringing): Promise<SendingDomain> {
  const [only] = await sendingDomains(db, [bringing])
  if (!only) throw new Error('there is one answer for each who brings mail')
  return only
}

/** The same of several, in their order. */
export async function sendingDomains(db: Db, all: readonly Bringing[]): Promise<SendingDomain[]> {
  const domains = all.map(({ from }) => domainOf(from) ?? '')
  const addresses = all.map(({ remoteAddress }) => remoteAddress)
  const { rows } = await sql<Found>`/* prepared: sending domains */
    select asked.at, accreditation_scheme, accreditation_level, unsealed_mail, mail_domain.agency_id
      from unnest(${domains}::text[], ${addresses}::inet[]) with ordinality as asked (domain, address, at)
      join network on network.domain = asked.domain
        and network.valid @> current_date and asked.address = any (network.relay_addresses)
      left join mail_domain on mail_domain.domain = network.domain`.execute(db)
  const found = new Map(rows.map((row) => [Number(row.at), row]))
  return domains.map((domain, at) => {
    const row = found.get(at + 1)
    const network = row
      ? {
          agencyId: row.agency_id,
          accreditation: { scheme: row.accreditation_scheme, level: row.accreditation_level },
          unsealedMail: row.unsealed_mail,
        }
      : null
    return { domain, authenticated: network !== null, network }
  })
}
