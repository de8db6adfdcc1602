import { X509Certificate } from 'node:crypto'
import { request } from 'node:https'
import { addressesOf } from './host-addresses.ts'
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
    const address = await addressOf(resolve, host)
    return new Promise((done, failed) => {
      const asked = request(
        {
          host: address,
          port,
          path: '/.well-known/mta-sts.txt',
          servername: host,
          headers: { host, accept: 'text/plain' },
          agent: false,
          signal: AbortSignal.timeout(WITHIN_MS),
          ...(authorities === null ? {} : { ca: authorities }),
          // A name in the subject is not enough, and a wildcard is a whole label.
          checkServerIdentity: (_name, shown) =>
            new X509Certificate(shown.raw).checkHost(host, { subject: 'never', partialWildcards: false })
              ? undefined
              : fault('CERTIFICATE_NAME'),
        },
        (answer) => {
          const fail = (code: string) => {
            failed(fault(code))
            answer.destroy()
          }
          if (answer.statusCode !== 200) return fail(`HTTP_${answer.statusCode ?? 0}`)
          if (!/^text\/plain(?:;|$)/i.test(answer.headers['content-type'] ?? '')) return fail('CONTENT_TYPE')
          const pieces: Buffer[] = []
          let size = 0
          answer.on('data', (piece: Buffer) => {
            size += piece.length
            if (size > MOST_BYTES) fail('POLICY_TOO_LARGE')
            else pieces.push(piece)
          })
          answer.on('end', () => done(Buffer.concat(pieces).toString('utf8')))
          answer.on('error', failed)
        },
      )
      asked.on('error', failed)
      asked.end()
    })
  }
}

async function addressOf(resolve: Resolve, host: string): Promise<string> {
  const found = await addressesOf(resolve, host)
  const [first] = found
  if (first === undefined) throw fault('NO_ADDRESS')
  return first
}

const fault = (code: string): Error => Object.assign(new Error(code), { code })
