import { isAddress } from '../address.ts'
import type { RelayOutcome } from './outcome.ts'

/** The partner's mail server, and how we come to it. */
export type RelayServer = {
  host: string
  port: number
  /** The PEM certificate that the partner's server must show; null to judge it by its name. */
  tlsCertificate: string | null
  /** PEM of the authority that vouches for the name, in place of the public ones; null for these. */
  tlsAuthority?: string | null
  /** The address to connect to where it is known; the certificate is judged by the host's name all the same. */
  address?: string
  /** The name and password that the server wants (RFC 4954); they go over TLS alone. */
  credentials?: RelayCredentials | null
  /** How we present ourselves in EHLO. */
  name: string
  /** The address to connect from; the partner simulator has one of its own. */
  localAddress?: string
  /** Limit on each wait for the partner's server. */
  timeoutMs?: number
}

export type RelayCredentials = { user: string; password: string }

export type RelayEnvelope = {
  /** The return path of this delivery; empty for a report (RFC 3464 §2). */
  from: string
  to: string
  /** Opaque envelope id, which a delivery report gives back (RFC 3461 §4.4). */
  envid?: string
  notify?: readonly ('success' | 'failure' | 'delay')[]
}

/** A message that is not in memory as a whole. */
export type MessageSource = {
  /** in bytes, exactly: the server is told before it is asked to take it (RFC 1870) */
  size: number
  /** Its bytes, from the beginning; asked for again when the message goes over another connection. */
  pieces(): AsyncIterable<Uint8Array>
}

export type RelayRequest = RelayServer & {
  envelope: RelayEnvelope
  message: Uint8Array | MessageSource
  /** Limit on the whole transaction, so that a server that trickles holds nobody up. */
  deadlineMs?: number
  /** Connections to this server at once, where the partner takes fewer than we would make. */
  maxConnections?: number | null
}

/** What a server showed of itself over TLS. */
export type SeenServer = {
  /** The largest message that it says it takes, in bytes (RFC 1870 §4); null where it names no limit. */
  size: number | null
  certificate: { subject: string; sha256: string; notAfter: Date } | null
}

export type RelayResult = RelayOutcome & {
  host: string
  /** Protocol and cipher of the connection, such as `TLSv1.3 TLS_AES_256_GCM_SHA384`; null where none was made. */
  tls: string | null
  /** Whether the server takes DSN requests (RFC 3461); null where it was not reached. Without, no report is owed. */
  dsn: boolean | null
  /** null where no encrypted connection was made */
  seen: SeenServer | null
}

/**
 * Sends one message to one recipient in one SMTP transaction. Whatever the other side does comes back as an outcome.
 *
 * @throws TypeError only for a request that is wrong on our side; what the message's own source throws
 */
export type Relay = (request: RelayRequest) => Promise<RelayResult>

/** @throws TypeError for an address that is none */
export function checkEnvelope({ envelope, host }: RelayRequest): void {
  if (!isAddress(envelope.to)) throw new TypeError('relay: the recipient is no address')
  if (envelope.from !== '' && !isAddress(envelope.from))
    throw new TypeError('relay: the sender is no address')
  if (envelope.envid !== undefined && !/^[\x21-\x7e]{1,100}$/.test(envelope.envid)) {
    throw new TypeError('relay: the envelope id must be 1 to 100 printable characters')
  }
  if (host === '') throw new TypeError('relay: there is no host')
}
