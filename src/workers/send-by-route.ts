import { NoPlace } from '../mail/gateway/relay-places.ts'
import type { MessageSource, RelayEnvelope, RelayResult } from '../mail/gateway/relay-request.ts'
import type { FoundServer } from '../mail/gateway/relay-servers.ts'
import type { DeliverDependencies } from './deliver.ts'

/** One attempt ends before the lease does, so that nobody else begins meanwhile. */
export const ATTEMPT_MS = 90_000

export type Sending = {
  domain: string
  maxConnections: number | null
  /** in the order in which they are tried */
  servers: readonly FoundServer[]
  envelope: RelayEnvelope
  message: Uint8Array | MessageSource
  /** whether a connection may still be used for it; asked before each server */
  mayBegin(): Promise<boolean>
}

/**
 * Sends a message to a partner's server, and where it cannot be spoken to and the partner has others, to the next.
 *
 * @returns what came of the last that was tried; null when none was, since it might not begin any more or no connection to the
 *   partner became free
 */
export async function sendByRoute(
  {
    relay,
    credentialsOf,
    serviceDomain,
  }: Pick<DeliverDependencies, 'relay' | 'credentialsOf' | 'serviceDomain'>,
  { domain, maxConnections, servers, envelope, message, mayBegin }: Sending,
): Promise<RelayResult | null> {
  const began = performance.now()
  let last: RelayResult | null = null
  try {
    for (const server of servers) {
      const leftMs = ATTEMPT_MS - (performance.now() - began)
      if (leftMs <= 0 || !(await mayBegin())) break
      last = await relay({
        ...server,
        credentials: credentialsOf(domain, server.host),
        maxConnections,
        name: serviceDomain,
        envelope,
        message,
        timeoutMs: 30_000,
        deadlineMs: leftMs,
      })
      if (wasReached(last)) break
    }
  } catch (error) {
    if (!(error instanceof NoPlace)) throw error
  }
  return last
}

/** A message that is too large says nothing about the next one. */
export const wasReached = ({ fault }: RelayResult): boolean => fault === null || fault === 'too-large'
