import { readFile } from 'node:fs/promises'
import type { RelayCredentials } from '../mail/gateway/relay-request.ts'
import { StartRefusal } from '../store/start-refusal.ts'

/**
 * The name and password that a server of a partner's domain wants; null where it wants none, and for every host that the
 * file does not name: wherever the route is laid to, nobody else is shown them.
 */
export type CredentialsOf = (domain: string, host: string) => RelayCredentials | null

type Entry = { hosts: ReadonlySet<string>; credentials: RelayCredentials }

const DOMAIN = /^[a-z0-9.-]{1,253}$/
/** A name, or an address of either kind. */
const HOST = /^[a-z0-9.:-]{1,253}$/
const MOST_HOSTS = 20
/** RFC 4954 §4 bounds the line; no control characters, or PLAIN would be read otherwise (RFC 4616 §2). */
const WORD = /^[^\p{Cc}]{1,255}$/u

/**
 * Reads the file of RELAY_CREDENTIALS_FILE: `{"partner.example": {"host": "mx.partner.example", "user": "…",
 * "password": "…"}}`; `host` may be a list. What is in it stays in memory, and is in no message of this.
 *
 * @throws StartRefusal when it cannot be read, or says anything else
 */
export async function readRelayCredentials(path: string | null): Promise<CredentialsOf> {
  if (path === null) return () => null
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StartRefusal('The file of RELAY_CREDENTIALS_FILE cannot be read.')
  })
  const known = new Map<string, Entry>()
  for (const [domain, entry] of Object.entries(objectOf(text))) {
    if (!DOMAIN.test(domain)) throw refusal('each name in it must be the domain of a partner, in lower case')
    const { host, user, password, ...more } = isObject(entry) ? entry : {}
    const hosts = hostsOf(host)
    if (hosts === null || !isWord(user) || !isWord(password) || Object.keys(more).length > 0)
      throw refusal(
        `the entry of ${domain} must be {"host": "…", "user": "…", "password": "…"} and nothing else, with the host in lower case or a list of some`,
      )
    known.set(domain, { hosts, credentials: { user, password } })
  }
  return (domain, host) => {
    const entry = known.get(domain)
    return entry?.hosts.has(host.toLowerCase()) ? entry.credentials : null
  }
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // The parser's own words would show a piece of the file.
  }
  throw refusal('it must be one JSON object, with the domain of a partner as each name')
}

function hostsOf(host: unknown): ReadonlySet<string> | null {
  const hosts: unknown[] = Array.isArray(host) ? host : [host]
  if (hosts.length === 0 || hosts.length > MOST_HOSTS) return null
  const named = hosts.filter((one) => typeof one === 'string').filter((one) => HOST.test(one))
  return named.length === hosts.length ? new Set(named) : null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isWord = (value: unknown): value is string => typeof value === 'string' && WORD.test(value)

const refusal = (why: string): StartRefusal =>
  new StartRefusal(`The file of RELAY_CREDENTIALS_FILE is not as it must be: ${why}.`)
