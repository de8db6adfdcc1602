import type { PublicKey } from '../../crypto/keys.ts'
import type { TrustState } from '../../domain/trust/state.ts'
import type { ServiceDescription } from '../../domain/wire/session.ts'
import { annexesOf } from './annexes-of.ts'
import { TrustLogError } from './read-trust.ts'

/** Whether the agencies have agreed on this service's own keys: an annex of theirs names it. */
export const isAgreed = (state: TrustState, origin: string): boolean => annexesOf(state, origin).length > 0

/**
 * Demands that the service's own keys are those that the agencies have agreed on, where an annex names it. Where none
 * does, they are what this machine saw first, and nobody vouches for them.
 *
 * @throws TrustLogError
 */
export function demandAgreed(
  state: TrustState,
  { service, serviceCertificate }: { service: ServiceDescription; serviceCertificate: PublicKey },
): void {
  const annexes = annexesOf(state, service.origin)
  if (annexes.length === 0) return
  const holds =
    // Each of them has to fit: one agreement never lets in what another has not agreed on.
    annexes.every(
      ({ log, trust, service: ours }) =>
        log.includes(service.logKey) &&
        trust.includes(service.trustKey) &&
        ours.includes(serviceCertificate.getFingerprint()),
    )
  if (holds) return
  throw new TrustLogError(
    'The keys that the service shows as its own are not those that the agencies have agreed on. Nothing was believed. Tell your liaison officer and the operator.',
  )
}
