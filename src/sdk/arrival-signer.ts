import type { PublicKey } from '../crypto/keys.ts'
import { StatementError } from '../domain/wire/statement.ts'
import { inWords } from './agreement/words.ts'
import { ClientError } from './errors.ts'
import { countsUntil } from './former-services.ts'
import { proveReferral } from './proof.ts'
import type { Session } from './session.ts'

/** What it takes to say whether a key may have signed an arrival. */
export type ServiceSession = Pick<
  Session,
  'client' | 'service' | 'serviceCertificate' | 'formerServices' | 'demandContinued' | 'hash' | 'kept'
>

/** Nobody here knows that the service ever had the key which signed an arrival. */
export class UnknownServiceKeyError extends ClientError {
  override name = 'UnknownServiceKeyError'
}

/**
 * The certificate by which an arrival is to be verified: the service's, or one that it had before.
 *
 * @param shown what the service says that it was signed with
 * @throws UnknownServiceKeyError for a key of which nobody here knows that the service ever had it
 */
export function arrivalCertificate(
  { serviceCertificate, formerServices }: ServiceSession,
  shown: PublicKey,
  reference: string,
): PublicKey {
  const fingerprint = shown.getFingerprint()
  // The one that is pinned, and not another copy of it.
  if (fingerprint === serviceCertificate.getFingerprint()) return serviceCertificate
  if (formerServices.some((one) => one.fingerprint === fingerprint)) return shown
  throw new UnknownServiceKeyError(
    `${reference} was not opened. The service says that its arrival was signed with a key which it no longer has: ${inWords(fingerprint)}. ` +
      'That it ever had this key is not known here, and the key that it has now does not say so: whether this mail came from that partner, and when, cannot be told. ' +
      'Telephone the operator, and have the words of the keys read to you that the service had before. Where these are among them, the service keeps from you how its key was handed on; where they are not, it never had this key. Tell the auditor either way.',
    'The operator has the words from: despatch keys',
  )
}

/**
 * Demands of an arrival that a former key signed that it stood in the log while the key still counted. The date in it is
 * its signer's own word; its place in the log nobody can choose afterwards.
 *
 * @param signed the arrival's id, the exact text of its statement, and the fingerprint of its signer
 * @throws StatementError when it was entered later; LogInconsistentError, or ClientError, when it is not proved to stand there
 */
export async function demandBeforeExchange(
  session: ServiceSession,
  { referral, text, signer }: { referral: string; text: string; signer: string },
): Promise<void> {
  const former = session.formerServices.find(({ fingerprint }) => fingerprint === signer)
  if (former === undefined) return
  const until = countsUntil(former, session.service)
  const { index, checkpoint } = await proveReferral({ session, referral, origin: 'mail', record: text })
  await session.demandContinued?.(checkpoint.note)
  if (index < until) return
  throw new StatementError(
    `Its arrival is signed with a key that the service gave up: that key counts before entry ${until} of the log, and this is entry ${index}. Somebody else may have the key.`,
  )
}
