import type { MxRecord } from 'node:dns'
import { Resolver } from 'node:dns/promises'

export type DnsAnswer = string[] | string[][] | MxRecord[]

/** Records of a type that a name has, as `node:dns` gives them: of TXT a list of strings each. @throws as `node:dns` */
export type DnsResolver = (name: string, type: string) => Promise<DnsAnswer>

/** For how long an answer is kept: changed records are seen a minute later. */
const KEPT_MS = 60_000
/** Anything else is kept for less: somebody may be about to publish it, or DNS comes back. */
const KEPT_FAULT_MS = 5_000
const MOST = 2000
const TIMEOUT_MS = 2000
const TRIES = 2

type Kept = { answer: Promise<DnsAnswer>; until: number }

/**
 * Asks DNS, and the same question once only within a minute. What a mail makes us ask is a stranger's to choose, so
 * answers are kept in a bounded number, the oldest going first.
 *
 * @param servers addresses, with `:port` where it is not 53; without any the machine's own
 */
export function createResolver({ servers = [] }: { servers?: readonly string[] }): DnsResolver {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  if (servers.length > 0) resolver.setServers([...servers])
  const kept = new Map<string, Kept>()
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`
    const now = performance.now()
    const known = kept.get(key)
    if (known && known.until > now) return known.answer
    const entry: Kept = { answer: ask(resolver, name, type), until: now + KEPT_MS }
    entry.answer.catch(() => {
      entry.until = performance.now() + KEPT_FAULT_MS
    })
    kept.delete(key)
    kept.set(key, entry)
    if (kept.size > MOST) kept.delete(kept.keys().next().value ?? key)
    return entry.answer
  }
}

async function ask(resolver: Resolver, name: string, type: string): Promise<DnsAnswer> {
  switch (type) {
    case 'TXT':
      return resolver.resolveTxt(name)
    case 'A':
      return resolver.resolve4(name)
    case 'AAAA':
      return resolver.resolve6(name)
    case 'CNAME':
      return resolver.resolveCname(name)
    case 'PTR':
      return resolver.resolvePtr(name)
    case 'MX':
      return resolver.resolveMx(name)
    default:
      throw new TypeError(`resolver: ${type} is not asked for`)
  }
}
