import { sql } from 'kysely'
import type { Scheme } from '../../domain/wire/referral-fields.ts'
import type { SenderChecks } from '../../domain/wire/sender-checks.ts'
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

/** What bears a domain out: that the mail comes from its network's relay, that SPF or DKIM of that very domain passes. */
export type AuthenticationMethod = 'relay-address' | 'spf' | 'dkim'

/** The domain that mail comes from, as far as anything bears it out. */
export type SendingDomain =
  | { domain: string; authenticated: true; method: AuthenticationMethod; network: SendingNetwork }
  | { domain: string; authenticated: false; method: null; network: null; known: boolean }

/** Whose name is on the mail, and where it came from. */
export type Bringing = {
  /** the envelope sender */
  from: string
  /** the domain of the one address in From */
  fromDomain?: string | null
  remoteAddress: string
}

type Found = {
  at: number
  domain: string
  accreditation_scheme: Scheme
  accreditation_level: string
  unsealed_mail: SendingNetwork['unsealedMail']
  agency_id: string | null
  is_relay: boolean
}

/** What the partnership knows of the domains that a mail names. */
export type NamedNetworks = { ofEnvelope: string; envelope: Found | undefined; claimed: Found | undefined }

/** Finds the networks of several mails, in their order. */
export async function namedNetworks(db: Db, all: readonly Bringing[]): Promise<NamedNetworks[]> {
  const asked = all.flatMap(({ from, fromDomain, remoteAddress }, at) =>
    [...new Set([domainOf(from) ?? '', fromDomain ?? ''])]
      .filter((domain) => domain !== '')
      .map((domain) => ({ at, domain, address: remoteAddress })),
  )
  const { rows } = await sql<Found>`/* prepared: named networks */
    select asked.at, asked.domain, accreditation_scheme, accreditation_level, unsealed_mail, mail_domain.agency_id,
        coalesce(asked.address = any (network.relay_addresses), false) as is_relay
      from json_to_recordset(${JSON.stringify(asked)}::json) as asked (at integer, domain text, address inet)
      join network on network.domain = asked.domain and network.valid @> current_date
      left join mail_domain on mail_domain.domain = network.domain`.execute(db)
  const found = new Map(rows.map((row) => [`${row.at} ${row.domain}`, row]))
  return all.map(({ from, fromDomain }, at) => {
    const ofEnvelope = domainOf(from) ?? ''
    return {
      ofEnvelope,
      envelope: found.get(`${at} ${ofEnvelope}`),
      claimed: fromDomain ? found.get(`${at} ${fromDomain}`) : undefined,
    }
  })
}

/**
 * Judges the domain that mail comes from: it must be of a network of the partnership today, and it is authenticated
 * when the mail comes from a relay address of that network, or when SPF of the envelope sender or a DKIM signature passes
 * for that very domain. A parent's signature does not count: many agencies share one.
 *
 * The envelope's domain comes first. That of From is taken in its place where it alone is borne out, as of mail that was
 * passed on under another envelope.
 *
 * @param checks what DNS says of the sender; null where it was not asked
 */
export function judgeSender(
  { ofEnvelope, envelope, claimed }: NamedNetworks,
  checks: SenderChecks | null,
): SendingDomain {
  return (
    borneOut(envelope, checks) ??
    borneOut(claimed, checks) ?? {
      domain: ofEnvelope,
      authenticated: false,
      method: null,
      network: null,
      known: envelope !== undefined,
    }
  )
}

/** Both at once, of one mail. */
export async function sendingDomain(
  db: Db,
  bringing: Bringing,
  checks: SenderChecks | null = null,
): Promise<SendingDomain> {
  const [named] = await namedNetworks(db, [bringing])
  if (!named) throw new Error('there is one answer for each who brings mail')
  return judgeSender(named, checks)
}

/** Null where nothing bears it out. */
function borneOut(row: Found | undefined, checks: SenderChecks | null): SendingDomain | null {
  const method = row === undefined ? null : methodOf(row, checks)
  if (row === undefined || method === null) return null
  return {
    domain: row.domain,
    authenticated: true,
    method,
    network: {
      agencyId: row.agency_id,
      accreditation: { scheme: row.accreditation_scheme, level: row.accreditation_level },
      unsealedMail: row.unsealed_mail,
    },
  }
}

function methodOf({ is_relay, domain }: Found, checks: SenderChecks | null): AuthenticationMethod | null {
  if (is_relay) return 'relay-address'
  if (checks === null) return null
  if (checks.dkim.some((signature) => signature.result === 'pass' && signature.domain === domain))
    return 'dkim'
  return checks.spf.result === 'pass' && checks.spf.domain === domain ? 'spf' : null
}
