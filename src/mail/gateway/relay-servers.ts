import { isIP } from 'node:net'
import { addressesOf, isNothing } from './host-addresses.ts'
import { policyNames, type Resolve, type StsFinding, type StsPolicy, writePolicy } from './mta-sts.ts'
import type { RelayServer } from './relay-request.ts'

/** How mail leaves for a partner's domain, as it was laid down. */
export type RelayRoute = {
  relayBy: 'host' | 'mx'
  relayHost: string | null
  relayPort: number | null
  tlsCertificate: string | null
  tlsAuthority: string | null
  /** the domain's MTA-STS policy as it was last read; see `writePolicy` */
  policy: string | null
}

export type FoundServer = Pick<RelayServer, 'host' | 'port' | 'address' | 'tlsCertificate' | 'tlsAuthority'>

/** The servers of a partner's domain in the order in which they are tried, or why there is none to send to just now. */
export type FoundServers =
  | { servers: [FoundServer, ...FoundServer[]]; policy: string | null }
  | { refusal: string; host: string; policy: string | null }

export type FindServers = (domain: string, route: RelayRoute) => Promise<FoundServers>

const SMTP_PORT = 25
/** MX that are tried in one attempt. */
const MOST_MX = 5
/** What the DNS said is used for the mails of a minute. */
const SERVERS_KEPT_MS = 60_000
const MOST_KEPT = 1000
const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/

/**
 * Finds the servers that a domain's mail may go to.
 *
 * A host that is laid down with its certificate or its authority needs nothing else. One without must also be among the
 * names of the domain's MTA-STS policy, where that is in mode `enforce` (RFC 8461 §5). MX are only names that the DNS
 * told, which anybody may have changed on the way: they are used under such a policy alone, each verified by its name.
 *
 * @param mxPort where MX listen, which is 25 everywhere but in tests
 */
export function createServerFinder({
  resolve,
  policyOf,
  mxPort = SMTP_PORT,
}: {
  resolve: Resolve
  policyOf(domain: string, kept: string | null): Promise<StsFinding>
  mxPort?: number
}): FindServers {
  const lately = new Map<string, { at: number; servers: [FoundServer, ...FoundServer[]] }>()
  return async (domain, route) => {
    const { relayHost: host, relayPort: port, tlsCertificate, tlsAuthority } = route
    if (route.relayBy === 'mx') return byMx(domain, route)
    if (!host || !port)
      return { refusal: "The partner's domain has no relay today.", host: '-', policy: null }
    const server = { host, port, tlsCertificate, tlsAuthority }
    // What the co-ordinator laid down says more than the domain could. An address has no name to be verified by policy.
    if (tlsCertificate !== null || tlsAuthority !== null) return { servers: [server], policy: null }
    const { policy } = await policyOf(domain, route.policy)
    const kept = policy && writePolicy(policy)
    if (policy?.mode === 'enforce' && !policyNames(policy, host)) {
      const refusal = `Nothing was sent: the MTA-STS policy of ${domain} does not name the relay ${host}. The partner must add it, or the co-ordinator name one of theirs.`
      return { refusal, host, policy: kept }
    }
    return { servers: [server], policy: kept }
  }

  async function byMx(domain: string, { tlsAuthority, policy: before }: RelayRoute): Promise<FoundServers> {
    const { policy, problem } = await policyOf(domain, before)
    const written = policy && writePolicy(policy)
    const refused = (refusal: string): FoundServers => ({ refusal, host: domain, policy: written })
    if (policy?.mode !== 'enforce') {
      const found = policy ? `its MTA-STS policy is in mode ${policy.mode}` : (problem ?? 'it has no policy')
      return refused(
        `Nothing was sent to the MX of ${domain}: ${found}. The partner must publish one in mode enforce, or the co-ordinator lay down a relay host.`,
      )
    }
    const asked = JSON.stringify([domain, policy.id, tlsAuthority])
    const last = lately.get(asked)
    if (last && performance.now() - last.at < SERVERS_KEPT_MS)
      return { servers: last.servers, policy: written }
    const found = await namedServers(domain, policy, tlsAuthority)
    if (typeof found === 'string') return refused(found)
    if (lately.size >= MOST_KEPT) lately.clear()
    lately.set(asked, { at: performance.now(), servers: found })
    return { servers: found, policy: written }
  }

  /** The MX that the policy names, or a sentence on why there is none. */
  async function namedServers(
    domain: string,
    policy: StsPolicy,
    tlsAuthority: string | null,
  ): Promise<[FoundServer, ...FoundServer[]] | string> {
    const names = await mxOf(domain).catch(() => null)
    if (names === null) return `The MX of ${domain} cannot be asked for just now.`
    if (names.length === 0)
      return `${domain} has no MX that takes mail. The co-ordinator must lay down a relay host.`
    const named = names.filter((name) => policyNames(policy, name)).slice(0, MOST_MX)
    if (named.length === 0) {
      return `Nothing was sent: the MTA-STS policy of ${domain} names none of its MX. The partner must add them to it.`
    }
    const [first, ...rest] = (await Promise.all(named.map((name) => serverAt(name, tlsAuthority)))).flat()
    return first === undefined ? `The MX of ${domain} have no addresses just now.` : [first, ...rest]
  }

  /** By preference, and by chance among those of one (RFC 5321 §5.1). A null MX (RFC 7505) is no name. */
  async function mxOf(domain: string): Promise<string[]> {
    const records = await resolve(domain, 'MX').catch((error: unknown) => {
      if (isNothing(error)) return []
      throw error
    })
    return (Array.isArray(records) ? records.slice(0, 50) : [])
      .flatMap(({ exchange, priority }: Partial<{ exchange: unknown; priority: unknown }>) => {
        const name = typeof exchange === 'string' ? exchange.toLowerCase().replace(/\.$/, '') : ''
        const usable = typeof priority === 'number' && isIP(name) === 0 && NAME.test(name)
        return usable ? [{ name, at: priority + Math.random() / 2 }] : []
      })
      .toSorted((one, other) => one.at - other.at)
      .map(({ name }) => name)
  }

  async function serverAt(host: string, tlsAuthority: string | null): Promise<FoundServer[]> {
    const addresses = await addressesOf(resolve, host).catch(() => [])
    const [address] = addresses
    return address === undefined ? [] : [{ host, port: mxPort, address, tlsCertificate: null, tlsAuthority }]
  }
}
