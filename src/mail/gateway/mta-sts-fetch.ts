import { addressesOf } from './host-addresses.ts'
import { fault, getOverHttps } from './https-get.ts'
import type { FetchPolicy, Resolve } from './mta-sts.ts'

/** RFC 8461 §3.3 suggests a minute and 64 kilobytes. */
const WITHIN_MS = 20_000
const MOST_BYTES = 64 * 1024

/**
 * Gets policies over HTTPS (RFC 8461 §3.3): from a host that shows a certificate for exactly that name, 200 and
 * `text/plain` or nothing, following no redirect.
 *
 * mailauth can do this too, but trusts no authority but Node's own and goes to port 443 alone.
 *
 * @param authorities PEM of the authorities that are trusted; null for the public ones
 */
export function policiesOverHttps({
  resolve,
  authorities = null,
  port = 443,
}: {
  resolve: Resolve
  authorities?: string[] | null
  port?: number
}): FetchPolicy {
  return async (host) => {
    const { status, type, body } = await getOverHttps({
      address: await addressOf(resolve, host),
      host,
      port,
      path: '/.well-known/mta-sts.txt',
      accept: 'text/plain',
      authorities,
      withinMs: WITHIN_MS,
      mostBytes: MOST_BYTES,
    }).catch((error: unknown) => {
      throw error instanceof Error && 'code' in error && error.code === 'TOO_LARGE'
        ? fault('POLICY_TOO_LARGE')
        : error
    })
    if (status !== 200) throw fault(`HTTP_${status}`)
    if (!/^text\/plain(?:;|$)/i.test(type)) throw fault('CONTENT_TYPE')
    return body.toString('utf8')
  }
}

async function addressOf(resolve: Resolve, host: string): Promise<string> {
  const found = await addressesOf(resolve, host)
  const [first] = found
  if (first === undefined) throw fault('NO_ADDRESS')
  return first
}
