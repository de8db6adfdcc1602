import { hash, X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { type ConnectionOptions, TLSSocket } from 'node:tls'
import type { RelayServer, SeenServer } from './relay-request.ts'
import { boundedLine } from './reply-text.ts'

/** What is registered as the partner's certificate, or as its authority's, is none. */
export class BadPin extends TypeError {
  override readonly name = 'BadPin'
}

/**
 * How a server proves who it is: by its own certificate, or by its name, for which an authority vouches.
 *
 * @throws BadPin
 */
export function tlsOptions({ host, tlsCertificate, tlsAuthority = null }: RelayServer): ConnectionOptions {
  const named: ConnectionOptions = {
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
  }
  if (tlsCertificate === null) {
    if (tlsAuthority === null) return named
    rawOf(tlsAuthority)
    return { ...named, ca: [tlsAuthority] }
  }
  const pinned = rawOf(tlsCertificate)
  return {
    ...named,
    ca: [tlsCertificate],
    // The pin may be of a certificate that some authority issued; it is trusted for itself, not for its issuer.
    allowPartialTrustChain: true,
    // The pin says who it is: the name in the certificate does not matter, and no other certificate will do.
    checkServerIdentity: (_name, shown) =>
      pinned.equals(shown.raw) ? undefined : new Error('The certificate is not the pinned one.'),
  }
}

function rawOf(certificate: string): Buffer {
  try {
    return new X509Certificate(certificate).raw
  } catch (error) {
    throw new BadPin('relay: the certificate that is laid down is none', { cause: error })
  }
}

/** Protocol and cipher. */
export function tlsOf(socket: Socket | null | false): string | null {
  if (!(socket instanceof TLSSocket)) return null
  const protocol = socket.getProtocol()
  return protocol === null ? null : `${protocol} ${socket.getCipher().name}`
}

/** What it showed. */
export function certificateOf(socket: Socket | null | false): SeenServer['certificate'] {
  const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  if (!shown) return null
  return {
    subject: boundedLine(shown.subject ?? ''),
    sha256: hash('sha256', shown.raw),
    notAfter: shown.validToDate,
  }
}
