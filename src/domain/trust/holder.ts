import type { Appointment } from '../wire/trust/appointment.ts'
import { holderText } from '../wire/trust/holder.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

/**
 * Demands that whoever holds a key has signed that an agency may take it for its own: a fingerprint anybody can name.
 * @throws TrustError `not-signed`
 */
export async function demandHolder(
  { agency, certificate: fingerprint, holder }: Pick<Appointment, 'agency' | 'certificate' | 'holder'>,
  { armored }: ReadCertificate,
  verifier: TrustVerifier,
): Promise<void> {
  if (holder) {
    const { time, signature } = holder
    const text = holderText({ agency, certificate: fingerprint, time })
    if ((await verifier.signerOf(text, signature, [armored], time)) === fingerprint) return
  }
  throw new TrustError(
    'not-signed',
    `Whoever holds the key that is appointed has not signed that ${agency} may appoint them with it.`,
  )
}
