import type { MessageSource, Relay, RelayCredentials } from '../mail/gateway/relay-request.ts'
import type { FindServers, FoundServers } from '../mail/gateway/relay-servers.ts'
import type { Db } from '../services/db.ts'
import { LEASE_SECONDS, type LeasedDelivery } from '../services/deliveries/lease.ts'
import type { AttemptOutcome } from '../services/deliveries/record-attempt.ts'
import { wireMessage } from '../services/deliveries/wire-message.ts'
import { ATTEMPT_MS, sendByRoute, wasReached } from './send-by-route.ts'

/** How long after it was leased a delivery may still be begun. */
export const BEGIN_WITHIN_MS = LEASE_SECONDS * 1000 - ATTEMPT_MS - 5_000

export type DeliverDependencies = {
  db: Db
  serviceDomain: string
  relay: Relay
  /** where the mail of a domain goes */
  findServers: FindServers
  /** the name and password that this server of a domain wants; null for most */
  credentialsOf(domain: string, host: string): RelayCredentials | null
  /** the message with the service's signatures (RFC 6376); null where nothing is signed */
  sign: Sign | null
  /** is told of every so many bytes of a large message that have gone through buffers which nobody needs any more */
  tidy(bytes: number): void
}

/** Signs a message for the domain of its author. */
export type Sign = (
  message: Uint8Array | MessageSource,
  author: string,
) => Promise<Uint8Array | MessageSource>

/** An outcome to record, and whether the partner's server could be spoken to. */
export type Delivered = { attempt: AttemptOutcome; reached: boolean }

/**
 * Attempts one delivery, under its lease: in one SMTP transaction, and where a server cannot be spoken to and the
 * partner has others, with the next of them.
 *
 * @param mayBegin whether it may still be begun by the way that it was leased with
 * @returns null when nothing was attempted, since it might not be any more or no connection to the partner became free
 */
export async function deliver(
  dependencies: DeliverDependencies,
  leased: LeasedDelivery,
  mayBegin: () => Promise<boolean>,
): Promise<Delivered | null> {
  const found = await dependencies.findServers(leased.domain, leased.route)
  if (!('servers' in found)) return { attempt: refused(found), reached: false }
  const { from, to, envelopeId, author, message: plain } = wireMessage(dependencies, leased)
  const message = dependencies.sign ? await dependencies.sign(plain, author) : plain
  const envelope = { from, to, envid: envelopeId, notify: ['success', 'failure', 'delay'] as const }
  const last = await sendByRoute(dependencies, {
    domain: leased.domain,
    maxConnections: leased.route.maxConnections,
    servers: found.servers,
    envelope,
    message,
    mayBegin,
  })
  return last && { attempt: { ...last, policy: found.policy }, reached: wasReached(last) }
}

const refused = ({ refusal, host, policy }: Extract<FoundServers, { refusal: string }>): AttemptOutcome => ({
  outcome: 'retry',
  host,
  tls: null,
  code: null,
  reply: refusal.slice(0, 500),
  fault: 'route',
  policy,
})
