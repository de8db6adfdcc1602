import { readFile } from 'node:fs/promises'
import type { RelayCredentials } from '../mail/gateway/relay-request.ts'
import { StartRefusal } from '../store/start-refusal.ts'

/** The name and password that the server of a partner's domain wants; null where it wants none. */
export type CredentialsOf = (domain: string) => RelayCredentials | null

const DOMAIN = /^[a-z0-9.-]{1,253}$/
/** RFC 4954 §4 bounds the line; no control characters, or PLAIN would be read otherwise (RFC 4616 §2). */
const WORD = /^[^\p{Cc}]{1,255}$/u

/**
 * Reads the file of RELAY_CREDENTIALS_FILE: `{"partner.example": {"user": "…", "password": "…"}}`. What is in it stays in
 * memory, and is in no message of this.
 *
 * @throws StartRefusal when it cannot be read, or says anything else
 */
export async function readRelayCredentials(path: string | null): Promise<CredentialsOf> {
  if (path === null) return () => null
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StartRefusal('The file of RELAY_CREDENTIALS_FILE cannot be read.')
  })
  const known = new Map<string, RelayCredentials>()
  for (const [domain, entry] of Object.entries(objectOf(text))) {
    if (!DOMAIN.test(domain)) throw refusal('each name in it must be the domain of a partner, in lower case')
    const { user, password, ...more } = isObject(entry) ? entry : {}
    if (!isWord(user) || !isWord(password) || Object.keys(more).length > 0)
      throw refusal(`the entry of ${domain} must be {"user": "…", "password": "…"} and nothing else`)
    known.set(domain, { user, password })
  }
  return (domain) => known.get(domain) ?? null
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

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isWord = (value: unknown): value is string => typeof value === 'string' && WORD.test(value)

const refusal = (why: string): StartRefusal =>
  new StartRefusal(`The file of RELAY_CREDENTIALS_FILE is not as it must be: ${why}.`)
