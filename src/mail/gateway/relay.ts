import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type ConnectionOptions, TLSSocket } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { isAddress } from '../address.ts'
import { faulted, type RelayOutcome, relayed } from './outcome.ts'

export type RelayRequest = {
  host: string
  port: number
  /** The PEM certificate that the partner's server must show; null to judge it by name and public authorities. */
  tlsCertificate: string | null
  /** How we present ourselves in EHLO. */
  name: string
  envelope: {
    /** The return path of this delivery; empty for a report (RFC 3464 §2). */
    from: string
    to: string
    /** Opaque envelope id, which a delivery report gives back (RFC 3461 §4.4). */
    envid?: string
    notify?: readonly ('success' | 'failure' | 'delay')[]
  }
  message: Uint8Array
  /** The address to connect from; the partner simulator has one of its own. */
  localAddress?: string
  /** Limit on each wait for the partner's server. */
  timeoutMs?: number
  /** Limit on the whole transaction, so that a server that trickles holds nobody up. */
  deadlineMs?: number
}

export type RelayResult = RelayOutcome & {
  host: string
  /** Protocol and cipher of the connection, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; null where none was made. */
  tls: string | null
  /** Whether the server takes DSN requests (RFC 3461); null where it was not reached. Without, no report is owed. */
  dsn: boolean | null
}

/**
 * Sends one message to one recipient in one SMTP transaction, encrypted or not at all (RFC 3207, TLS 1.2 or later).
 *
 * Whatever the other side does comes back as an outcome. When the connection is lost after the message was sent and
 * before the answer, the outcome is `retry`: the partner may get the message twice, with the same Message-ID, but
 * never not at all.
 *
 * @throws TypeError only for a request that is wrong on our side (an address or a certificate that is none)
 */
export async function relay(request: RelayRequest): Promise<RelayResult> {
  checkRequest(request)
  const connection = connectionTo(request)
  const deadline = AbortSignal.timeout(request.deadlineMs ?? 10 * 60_000)
  let tls: string | null = null
  try {
    await connected(connection, deadline)
    tls = tlsOf(connection)
    const { response, ehlo } = await sent(connection, request, deadline)
    return { ...relayed(response), host: request.host, tls, dsn: offersDsn(ehlo) }
  } catch (error) {
    return { ...faulted(error), host: request.host, tls, dsn: null }
  } finally {
    goodbye(connection)
  }
}

function checkRequest({ envelope, host, tlsCertificate }: RelayRequest): void {
  if (!isAddress(envelope.to)) throw new TypeError('relay: the recipient is no address')
  if (envelope.from !== '' && !isAddress(envelope.from))
    throw new TypeError('relay: the sender is no address')
  if (envelope.envid !== undefined && !/^[\x21-\x7e]{1,100}$/.test(envelope.envid)) {
    throw new TypeError('relay: the envelope id must be 1 to 100 printable characters')
  }
  if (host === '') throw new TypeError('relay: there is no host')
  if (tlsCertificate !== null) new X509Certificate(tlsCertificate)
}

function connectionTo(request: RelayRequest): SMTPConnection {
  const timeout = request.timeoutMs ?? 60_000
  return new SMTPConnection({
    host: request.host,
    port: request.port,
    name: request.name,
    secure: false,
    requireTLS: true,
    tls: tlsOptions(request),
    localAddress: request.localAddress,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: Math.min(timeout, 30_000),
    maxResponseSize: 64 * 1024,
    allowInternalNetworkInterfaces: true,
  })
}

function tlsOptions({ host, tlsCertificate }: RelayRequest): ConnectionOptions {
  const named = isIP(host) === 0 ? { servername: host } : {}
  if (tlsCertificate === null) return { ...named, minVersion: 'TLSv1.2' }
  const pinned = new X509Certificate(tlsCertificate).raw
  return {
    ...named,
    minVersion: 'TLSv1.2',
    ca: [tlsCertificate],
    // The pin may be of a certificate that some authority issued; it is trusted for itself, not for its issuer.
    allowPartialTrustChain: true,
    // The pin says who it is: the name in the certificate does not matter, and no other certificate will do.
    checkServerIdentity: (_name, shown) =>
      pinned.equals(shown.raw) ? undefined : new Error('The certificate is not the pinned one.'),
  }
}

function connected(connection: SMTPConnection, deadline: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // 'error' also comes when the send that follows fails; the listener stays so that it is never unhandled.
    connection.on('error', reject)
    failAt(deadline, reject)
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
}

function sent(
  connection: SMTPConnection,
  { envelope, message }: RelayRequest,
  deadline: AbortSignal,
): Promise<{ response: string; ehlo: string[] }> {
  const { from, to, envid, notify = ['success', 'failure', 'delay'] } = envelope
  // A report is never reported on (RFC 3464 §2).
  const wanted = from === '' ? ['never'] : [...notify]
  const dsn = {
    ret: 'HDRS',
    notify: wanted,
    orcpt: `rfc822;${to}`,
    ...(envid === undefined ? {} : { envid }),
  }
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  return new Promise((resolve, reject) => {
    connection.on('error', reject)
    failAt(deadline, reject)
    connection.send({ from, to, dsn, size: bytes.length }, bytes, (error, answer) => {
      if (error) reject(error)
      else resolve({ response: answer?.response ?? '', ehlo: answer?.ehlo ?? [] })
    })
  })
}

function failAt(deadline: AbortSignal, reject: (error: Error) => void): void {
  const error = Object.assign(new Error('The transaction took too long.'), { code: 'ETIMEDOUT' })
  if (deadline.aborted) reject(error)
  deadline.addEventListener('abort', () => reject(error), { once: true })
}

function tlsOf(connection: SMTPConnection): string | null {
  const socket = connection._socket
  if (!(socket instanceof TLSSocket)) return null
  const protocol = socket.getProtocol()
  return protocol === null ? null : `${protocol} ${socket.getCipher().name}`
}

function offersDsn(ehlo: readonly string[]): boolean {
  return ehlo.some((line) => /^DSN\b/i.test(line))
}

/** QUIT where there is still someone to say it to; either way nothing is left open. */
function goodbye(connection: SMTPConnection): void {
  if (connection.destroyed) return
  if (connection.stage === 'connected') connection.quit()
  setTimeout(() => connection.close(), 2000).unref()
}
