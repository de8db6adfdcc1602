import { NoPlace } from '../mail/gateway/relay-places.ts'
import type { Relay, RelayResult } from '../mail/gateway/relay-request.ts'
import type { Db } from '../services/db.ts'
import { LEASE_SECONDS, type LeasedDelivery } from '../services/deliveries/lease.ts'
import type { AttemptOutcome } from '../services/deliveries/record-attempt.ts'
import { wireMessage } from '../services/deliveries/wire-message.ts'

/** One attempt ends before the lease does, so that nobody else begins meanwhile. */
const ATTEMPT_MS = 90_000

/** How long after it was leased a delivery may still be begun. */
export const BEGIN_WITHIN_MS = LEASE_SECONDS * 1000 - ATTEMPT_MS - 5_000

export type DeliverDependencies = {
  db: Db
  serviceDomain: string
  relay: Relay
  /** is told of every so many bytes of a large message that have gone through buffers which nobody needs any more */
  tidy(bytes: number): void
}

/** An outcome to record, and whether the partner's server could be spoken to. */
export type Delivered = { attempt: AttemptOutcome; reached: boolean }

/**
 * Attempts one delivery, under its lease, in one SMTP transaction.
 *
 * @returns null when nothing was attempted, since no connection to the partner became free
 */
export async function deliver(
  { db, serviceDomain, relay, tidy }: DeliverDependencies,
  leased: LeasedDelivery,
): Promise<Delivered | null> {
  const { relayHost, relayPort, tlsCertificate } = leased.route
  if (!relayHost || !relayPort) return { attempt: NO_RELAY, reached: false }
  const { from, to, envelopeId, message } = wireMessage({ db, serviceDomain, tidy }, leased)
  try {
    const result = await relay({
      host: relayHost,
      port: relayPort,
      tlsCertificate,
      name: serviceDomain,
      envelope: { from, to, envid: envelopeId, notify: ['success', 'failure', 'delay'] },
      message,
      timeoutMs: 30_000,
      deadlineMs: ATTEMPT_MS,
    })
    return { attempt: result, reached: wasReached(result) }
  } catch (error) {
    if (error instanceof NoPlace) return null
    throw error
  }
}

/** A message that is too large says nothing about the next one. */
const wasReached = ({ fault }: RelayResult): boolean => fault === null || fault === 'too-large'

const NO_RELAY: AttemptOutcome = {
  outcome: 'retry',
  host: '-',
  tls: null,
  code: null,
  reply: "The partner's domain has no relay today.",
}
