import type { Insertable } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Database } from '../../store/tables.ts'
import { plainCourt } from '../partner/plain-court.ts'
import { agencies } from './agencies.ts'
import { utcDay } from './days.ts'

/** What a mail partner's own side has to tell the directory. */
export type PartnerEntry = {
  domain: string
  certificate: string
  tlsCertificate: string
  relayAddresses: string[]
}

/** The networks of the demonstration: what each mail domain is accredited to carry. */
export function networkRows(partners: readonly PartnerEntry[], now: Date): Insertable<Database['network']>[] {
  const fromToday = `[${utcDay(now)},)`
  return agencies.flatMap(({ domains }) => domains.map((domain) => networkRow(domain, partners, fromToday)))
}

function networkRow(
  domain: string,
  partners: readonly PartnerEntry[],
  valid: string,
): Insertable<Database['network']> {
  const partner = partners.find((candidate) => candidate.domain === domain)
  const unsealed = domain === plainCourt.domain
  return {
    id: uuid(),
    domain,
    accreditation_scheme: 'GPMS',
    accreditation_level: 'RESTRICTED',
    // Where a partner's server listens is known when it listens; see register.ts.
    relay_host: null,
    relay_port: null,
    relay_addresses: partner?.relayAddresses ?? (unsealed ? [plainCourt.host] : []),
    tls_certificate: partner?.tlsCertificate ?? null,
    unsealed_mail: unsealed ? 'seal-on-arrival' : 'refuse',
    valid,
  }
}
