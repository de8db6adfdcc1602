import { createTrustVerifier } from '../../crypto/trust-verifier.ts'
import { type KeyHistory, keyHistory } from '../../domain/trust/key-history.ts'
import { ClientError } from '../errors.ts'
import type { Trust } from './trust.ts'

export type { KeyHistory, KeyHistoryLine, KeyPeriod } from '../../domain/trust/key-history.ts'

/**
 * The keys that a mailbox had, by the trust log as this machine has verified it: the service is not believed.
 *
 * @throws ClientError when no agency ever certified a key of it; TrustLogError
 */
export async function readKeyHistory(trust: Trust, mailbox: string): Promise<KeyHistory> {
  const address = mailbox.trim().toLowerCase()
  const records = await trust.records()
  const history = await keyHistory(address, records, await trust.state(), createTrustVerifier())
  if (history.periods.length > 0) return history
  throw new ClientError(`No agency has ever certified a key of ${address}, or vouched for one.`)
}
