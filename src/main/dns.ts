import type { Config } from '../config.ts'
import { demonstrationZone } from '../demo/partner/zone.ts'
import { createResolver, type DnsResolver } from '../mail/gateway/resolver.ts'

/**
 * Who is asked for the records of domains, by the setting `DNS_SERVERS`; null where nobody is. The demonstration's partners
 * are invented, and so is their DNS.
 */
export function resolverOf({ dns }: Pick<Config, 'dns'>, { demo }: { demo: boolean }): DnsResolver | null {
  if (dns === 'none') return null
  if (dns === 'system' && demo) return demonstrationZone()
  return createResolver({ servers: dns === 'system' ? [] : dns })
}

/** On a network without DNS there is no domain that publishes anything. */
export const unanswered: DnsResolver = async (name) => {
  throw Object.assign(new Error(`DNS is not asked for ${name}.`), { code: 'ENOTFOUND' })
}
