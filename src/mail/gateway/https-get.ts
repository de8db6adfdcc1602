import { X509Certificate } from 'node:crypto'
import { request } from 'node:https'

/** What a host answered. The body is only read where the status is 200. */
export type HttpsAnswer = { status: number; type: string; body: Buffer }

/**
 * Gets one file over HTTPS from a host that shows a certificate for exactly that name. No redirect is followed, nothing is
 * kept open.
 *
 * @param address where the host is, already looked up: it is not asked for again
 * @param authorities PEM of the authorities that are trusted; null for the public ones
 * @throws Error with a `code`: `TOO_LARGE`, `CERTIFICATE_NAME`, or that of Node
 */
export function getOverHttps({
  address,
  host,
  port,
  path,
  accept,
  authorities,
  withinMs,
  mostBytes,
}: {
  address: string
  host: string
  port: number
  path: string
  accept: string
  authorities: string[] | null
  withinMs: number
  mostBytes: number
}): Promise<HttpsAnswer> {
  return new Promise((done, failed) => {
    const asked = request(
      {
        host: address,
        port,
        path,
        servername: host,
        headers: { host, accept },
        agent: false,
        signal: AbortSignal.timeout(withinMs),
        ...(authorities === null ? {} : { ca: authorities }),
        // A name in the subject is not enough, and a wildcard is a whole label.
        checkServerIdentity: (_name, shown) =>
          new X509Certificate(shown.raw).checkHost(host, { subject: 'never', partialWildcards: false })
            ? undefined
            : fault('CERTIFICATE_NAME'),
      },
      (answer) => {
        const status = answer.statusCode ?? 0
        const type = answer.headers['content-type'] ?? ''
        if (status !== 200) {
          done({ status, type, body: Buffer.alloc(0) })
          answer.destroy()
          return
        }
        const pieces: Buffer[] = []
        let size = 0
        answer.on('data', (piece: Buffer) => {
          size += piece.length
          if (size > mostBytes) {
            failed(fault('TOO_LARGE'))
            answer.destroy()
          } else pieces.push(piece)
        })
        answer.on('end', () => done({ status, type, body: Buffer.concat(pieces) }))
        answer.on('error', failed)
      },
    )
    asked.on('error', failed)
    asked.end()
  })
}

/** An error that is known by its code. */
export const fault = (code: string): Error => Object.assign(new Error(code), { code })
