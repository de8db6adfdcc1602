import type { RelayRequest, RelayResult } from '../mail/gateway/relay.ts'
import type { Db } from '../services/db.ts'
import { lease } from '../services/deliveries/lease.ts'
import { type AttemptOutcome, recordAttempt } from '../services/deliveries/record-attempt.ts'
import { wireMessage } from '../services/deliveries/wire-message.ts'

/** One attempt ends before the lease does (`LEASE_SECONDS`), so that nobody else begins meanwhile. */
const ATTEMPT_MS = 90_000

export type DeliverDependencies = {
  db: Db
  clock: () => Date
  serviceDomain: string
  relay(request: RelayRequest): Promise<RelayResult>
}

/**
 * The job of one mail delivery: take the lease, relay in one SMTP transaction, record what came of it. Run
 * twice, or for a row that is not due, it does nothing.
 */
export async function deliver(dependencies: DeliverDependencies, deliveryId: string): Promise<void> {
  const { db, serviceDomain } = dependencies
  const leased = await lease(db, deliveryId)
  if (!leased) return
  const wire = await wireMessage({ db, serviceDomain }, leased)
  if (!wire) {
    await recordAttempt(dependencies, leased, NO_RELAY)
    return
  }
  const { relay, from, to, envelopeId, message } = wire
  const result = await dependencies.relay({
    host: relay.host,
    port: relay.port,
    tlsCertificate: relay.tlsCertificate,
    name: serviceDomain,
    envelope: { from, to, envid: envelopeId, notify: ['success', 'failure', 'delay'] },
    message,
    timeoutMs: 30_000,
    deadlineMs: ATTEMPT_MS,
  })
  await recordAttempt(dependencies, leased, result)
}

const NO_RELAY: AttemptOutcome = {
  outcome: 'retry',
  host: '-',
  tls: null,
  code: null,
  reply: "The partner's domain has no relay today.",
}
