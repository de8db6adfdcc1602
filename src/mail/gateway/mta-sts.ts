import { parsePolicy, resolvePolicy, validateMx } from 'mailauth/lib/mta-sts.js'

/** Asks the DNS, as `dns.promises.resolve`. */
export type Resolve = (name: string, type: 'A' | 'AAAA' | 'MX' | 'TXT') => Promise<unknown>

/** Gets the text of the policy that a host serves (RFC 8461 §3.3). @throws Error, whatever is wrong */
export type FetchPolicy = (policyHost: string) => Promise<string>

/** A domain's policy as it was read, and how it stands with it. */
export type StsPolicy = {
  id: string
  mode: 'enforce' | 'testing' | 'none'
  /** the names that its MX may have, such as `mx1.example.test` and `*.example.test` */
  mx: string[]
  /** ISO time until which it is kept when nothing newer can be read */
  expires: string
}

/** What is known of a domain's policy; `problem` says why nothing newer could be read, or why there is none. */
export type StsFinding = { policy: StsPolicy | null; problem: string | null }

/** The same finding is given out for so long; RFC 8461 §3.3 asks to look at least once a day. */
const LOOK_EVERY_MS = 5 * 60_000
/** What could not be read is asked for sooner. */
const LOOK_AGAIN_MS = 30_000
/** RFC 8461 §3.2 allows a year; a quarter of one is long enough for a domain that has been taken down. */
const KEPT_MS = 92 * 86_400_000
/** A policy that has not changed is read again on its last day, so that it does not end (RFC 8461 §3.3). */
const LAST_DAY_MS = 86_400_000
const MOST_DOMAINS = 1000

/**
 * Reads the MTA-STS policies of domains (RFC 8461). One that was read is kept for its `max_age`, also when the DNS or the
 * policy's host then fail (§5.1): who can hinder us from reading it afresh cannot take it away.
 */
export function createStsPolicies({
  resolve,
  fetchPolicy,
  now = () => Date.now(),
}: {
  resolve: Resolve
  fetchPolicy: FetchPolicy
  now?: () => number
}): (domain: string, kept: string | null) => Promise<StsFinding> {
  const valid = (policy: StsPolicy | null): StsPolicy | null =>
    policy && Date.parse(policy.expires) > now() ? policy : null
  const looked = new Map<string, { until: number; finding: Promise<StsFinding> }>()

  // `kept` is what another process, or this one before it was started, has read: see `writePolicy`.
  return (domain, kept) => {
    const last = looked.get(domain)
    if (last && now() < last.until) return last.finding
    // The oldest makes room; there are as many domains as partners.
    if (looked.size >= MOST_DOMAINS) looked.delete([...looked.keys()][0] ?? '')
    const finding = look(domain, last?.finding ?? Promise.resolve(null), kept)
    const looking = { until: now() + LOOK_EVERY_MS, finding }
    looked.set(domain, looking)
    const found = finding.then((one) => {
      if (one.problem !== null) looking.until = Math.min(looking.until, now() + LOOK_AGAIN_MS)
      return one
    })
    // Nobody waits for a DNS that does not answer, when it was asked a moment ago.
    return last && now() < last.until + LOOK_EVERY_MS ? last.finding : found
  }

  async function look(
    domain: string,
    last: Promise<StsFinding | null>,
    kept: string | null,
  ): Promise<StsFinding> {
    const known = valid((await last)?.policy ?? null) ?? valid(readPolicy(kept))
    try {
      const id = await resolvePolicy(domain, { resolver: resolverOf(resolve), strict: true })
      if (id === false) return { policy: known, problem: 'the domain publishes no MTA-STS policy' }
      const lasts = known !== null && Date.parse(known.expires) - now() > LAST_DAY_MS
      if (known?.id === id && lasts) return { policy: known, problem: null }
      const read = parsePolicy(await fetchPolicy(`mta-sts.${domain}`), { strict: true })
      const { mode, mx = [], maxAge } = read
      const expires = new Date(now() + Math.min((maxAge ?? 0) * 1000, KEPT_MS)).toISOString()
      return { policy: { id, mode, mx: mx.slice(0, 100), expires }, problem: null }
    } catch (error) {
      return { policy: known, problem: `its MTA-STS policy cannot be read (${reasonOf(error)})` }
    }
  }
}

/** Whether a policy, in whatever mode, names that host (RFC 8461 §4.1). */
export const policyNames = ({ mode, mx, id, expires }: StsPolicy, host: string): boolean =>
  validateMx(host, { mode, mx, id, expires, maxAge: 0 }).valid

/** A policy as text, to be kept with the route. */
export const writePolicy = (policy: StsPolicy): string => JSON.stringify(policy)

/** The policy that `writePolicy` wrote; null where it is none. */
export function readPolicy(text: string | null): StsPolicy | null {
  if (text === null) return null
  try {
    const { id, mode, mx, expires }: Partial<Record<string, unknown>> = JSON.parse(text)
    if (typeof id !== 'string' || typeof expires !== 'string' || !Array.isArray(mx)) return null
    if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return null
    return { id, mode, mx: mx.filter((one) => typeof one === 'string'), expires }
  } catch {
    return null
  }
}

const resolverOf = (resolve: Resolve) => async (name: string, type: string) => {
  const records = await resolve(name, type === 'TXT' ? 'TXT' : 'A')
  return Array.isArray(records) ? records.slice(0, 100) : []
}

/** A word for what is wrong, not the words of whoever is at fault. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Za-z0-9_]{1,60}$/.test(code) ? code : 'no answer'
}
