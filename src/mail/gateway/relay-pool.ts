import { setTimeout as pause } from 'node:timers/promises'
import { createPlaces, type PlaceLimits } from './relay-places.ts'
import { checkEnvelope, type Relay, type RelayRequest } from './relay-request.ts'
import { type Lane, transact } from './relay-transaction.ts'

export const RELAY_LIMITS: PlaceLimits = { perServer: 5, inAll: 60, messages: 100, idleMs: 10_000 }

export type RelayPool = {
  /**
   * As `relay`, over a connection that may have carried other messages before.
   *
   * @throws also NoPlace, when no connection became free before the deadline: nothing was attempted
   */
  relay: Relay
  /**
   * Begins nothing more, waits for what is in hand, and ends every connection.
   *
   * @param withinMs what is in hand longer fails as by a lost connection
   */
  close(withinMs: number): Promise<void>
}

/**
 * Connections to partners' mail servers, kept for the next message. Each is used only for the server, the
 * certificate and the credentials that it was made for: when another certificate is pinned, another connection is made.
 */
export function createRelayPool(limits: PlaceLimits = RELAY_LIMITS): RelayPool {
  const places = createPlaces(limits)
  const inHand = new Map<Lane, Promise<unknown>>()
  return {
    async relay(request) {
      checkEnvelope(request)
      const { deadlineMs = 10 * 60_000 } = request
      const until = performance.now() + deadlineMs
      const server = serverOf(request)
      const lane = await places.take(server, until, request.maxConnections ?? undefined)
      const transaction = transact(lane, { ...request, deadlineMs: until - performance.now() })
      inHand.set(lane, transaction)
      try {
        return await transaction
      } finally {
        inHand.delete(lane)
        places.giveBack(server, lane)
      }
    },
    async close(withinMs) {
      places.close()
      const timer = new AbortController()
      const done = Promise.allSettled(inHand.values())
      await Promise.race([done, pause(withinMs, undefined, { signal: timer.signal }).catch(() => undefined)])
      timer.abort()
      for (const lane of inHand.keys()) lane.connection?.drop(new Error('The service stops.'))
      await done
    },
  }
}

/** All that a connection depends on. */
function serverOf({ host, port, address, tlsCertificate, tlsAuthority, ...rest }: RelayRequest): string {
  const { credentials, name, localAddress, timeoutMs } = rest
  const login = [credentials?.user, credentials?.password]
  return JSON.stringify([
    host,
    port,
    address,
    tlsCertificate,
    tlsAuthority,
    ...login,
    name,
    localAddress,
    timeoutMs,
  ])
}
