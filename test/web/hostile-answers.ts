import type { BrowserContext } from 'playwright-core'
import type { TSchema } from 'typebox'
import Value from 'typebox/value'
import { successOf } from '../../src/domain/wire/operations/operation.ts'
import { operations } from '../../src/domain/wire/operations.ts'

/** Answers of a service whose every text that may be anything is hostile: what the wire format rules out stays as it is. */

/** Turns the reading direction, hides, climbs, would be markup, an address or a name that every object has. */
export const HOSTILE = `\u202eevil\u2066\u200b <img src=https://evil.test/x onerror=alert(1)> javascript:alert(2) Z\u0351\u0351\u0351\u0351\u0351\u0351\u0351\u0351 👩‍👩‍👧 ${'W'.repeat(10_000)}`
const SHORT = ['https://evil.test', '\u202eevil\u202c', '\u202ee', 'x']

/** What is checked by its signature, or is a key: with another text in its place there would be nothing to be shown. */
const PROVED = new Set([
  ...[
    'statement',
    'signature',
    'signer',
    'certificate',
    'armored',
    'locked',
    'sealedToken',
    'records',
    'private',
  ],
  ...[
    'accessToken',
    'origin',
    'serviceDomain',
    'logKey',
    'trustKey',
    'keyExchanges',
    'logBegun',
    'serviceCertificate',
    'serviceExchanges',
  ],
  ...['next', 'proof', 'proofUrl', 'entry', 'salt', 'record', 'index', 'type', 'announcement'],
  // Of the person themselves: by these the pages know what to offer.
  ...['roles', 'owner'],
])
/** What is held against the signed statement beside it: lists show it unproved. */
const SHOWN_BESIDE = new Set(['reference', 'kind', 'marking', 'fromDomain'])

/** Without these nobody is there to be shown anything. */
const SIGNING_IN: ReadonlySet<string> = new Set(['Signing in', 'Service', 'Trust', 'Mailbox keys'])

type Node = TSchema & {
  type?: string
  anyOf?: TSchema[]
  items?: TSchema
  properties?: Record<string, TSchema>
  patternProperties?: Record<string, TSchema>
  enum?: unknown
  const?: unknown
  maxLength?: number
}

/** The same answer with hostile texts wherever its schema lets them pass. */
export function hostile(schema: TSchema, value: unknown, proved: ReadonlySet<string>): unknown {
  const node = schema as Node
  if (node.anyOf) {
    const one = node.anyOf.find((each) => Value.Check(each, value))
    return one ? hostile(one, value, proved) : value
  }
  if (typeof value === 'string') {
    if (node.enum !== undefined || node.const !== undefined) return value
    const longest = HOSTILE.slice(0, node.maxLength ?? HOSTILE.length)
    return [longest, ...SHORT].find((text) => Value.Check(schema, text)) ?? value
  }
  if (Array.isArray(value))
    return value.map((each) => (node.items ? hostile(node.items, each, proved) : each))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const of = node.properties?.[name] ?? Object.values(node.patternProperties ?? {})[0]
      const other = of && !proved.has(name) ? hostile(of, each, proved) : each
      return [name, of && Value.Check(of, other) ? other : each]
    }),
  )
}

const TABLE = Object.values(operations).map((operation) => ({
  operation,
  path: new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
}))

/**
 * Has every answer of the service to this browser be hostile. @returns how many texts of which operation were changed
 */
export async function answerHostilely(context: BrowserContext): Promise<Set<string>> {
  const changed = new Set<string>()
  await context.route('**/api/v1/**', async (route) => {
    const request = route.request()
    const { pathname } = new URL(request.url())
    const found = TABLE.find(
      ({ operation, path }) => operation.method === request.method() && path.test(pathname),
    )
    const answer = found && successOf(found.operation).answer
    if (!found || !answer?.schema || SIGNING_IN.has(found.operation.tag)) return route.continue()
    const response = await route.fetch()
    if (!response.ok()) return route.fulfill({ response })
    const value: unknown = await response.json()
    const single = /^(?:readReferral|readDelivery|readThread)$/.test(found.operation.id)
    const other = hostile(answer.schema, value, single ? new Set([...PROVED, ...SHOWN_BESIDE]) : PROVED)
    if (JSON.stringify(other) !== JSON.stringify(value)) changed.add(found.operation.id)
    return route.fulfill({ response, json: other })
  })
  return changed
}
