import { checkEnvelope, type RelayRequest, type RelayResult } from './relay-request.ts'

export type { MessageSource, Relay, RelayEnvelope, RelayRequest, RelayResult } from './relay-request.ts'

import { newLane, transact } from './relay-transaction.ts'

/**
 * Sends one message to one recipient over a connection of its own, encrypted or not at all (RFC 3207, TLS 1.2 or
 * later). Whatever the other side does comes back as an outcome.
 *
 * @throws TypeError only for a request that is wrong on our side (an address or a certificate that is none)
 */
export async function relay(request: RelayRequest): Promise<RelayResult> {
  checkEnvelope(request)
  const lane = newLane()
  try {
    return await transact(lane, request)
  } finally {
    lane.connection?.goodbye()
  }
}
