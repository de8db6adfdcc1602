import type { KeyID, PublicKey } from 'openpgp'
import { signingKeyAt } from './key-choices.ts'
import { judgedAt } from './profile.ts'

/** What stands over a text or an entity. `keyId` is the signing (sub)key's claimed id, lower-case hex. */
export type EntitySignature =
  | { status: 'verified'; signer: string }
  | { status: 'unsigned' }
  | {
      status: 'unverified'
      keyId: string
      reason:
        | 'unknown-key'
        | 'bad-signature'
        | 'several-signatures'
        /** the signature is by the key, which had expired, was revoked or did not exist yet */
        | 'key-not-valid'
    }

/** A signature as the library gives it: `verified` rejects where it is not good. */
export type FoundSignature = { keyID: KeyID; verified: Promise<true> }

/** How the library says that a key was not valid when the signature was made; it has no codes. */
const NOT_VALID = /expired|revoked|not.*valid at|newer than|no valid (?:self|binding)/i
/** Its sentences are shorter; what a signer writes into a signature, and the library repeats, may be 64 KiB. */
const LONGEST_REASON = 500

/**
 * What signatures are worth: one good one by a known certificate, or nothing. Of several nobody can say which of them
 * speaks for the text, so none does.
 *
 * @param received when the text is known to have been here. A signature tells its own time, which whoever holds an
 * ended key may choose: the key must have been valid then too
 */
export async function judge(
  signatures: readonly FoundSignature[],
  verifyWith: readonly PublicKey[],
  received?: Date,
): Promise<EntitySignature> {
  const [only, ...more] = signatures
  if (!only) return { status: 'unsigned' }
  const keyId = only.keyID.toHex()
  // Each is waited for: one that fails after nobody looks at it would end the program.
  const [verified] = await Promise.allSettled(signatures.map((signature) => signature.verified))
  if (more.length > 0) return { status: 'unverified', keyId, reason: 'several-signatures' }
  const certificate = verifyWith.find((cert) => cert.getKeyIDs().some((id) => id.toHex() === keyId))
  if (!certificate) return { status: 'unverified', keyId, reason: 'unknown-key' }
  if (verified?.status !== 'fulfilled') {
    const why = verified?.reason instanceof Error ? verified.reason.message.slice(0, LONGEST_REASON) : ''
    return { status: 'unverified', keyId, reason: NOT_VALID.test(why) ? 'key-not-valid' : 'bad-signature' }
  }
  if (received !== undefined && !(await couldSignAt(certificate, only.keyID, judgedAt(received)))) {
    return { status: 'unverified', keyId, reason: 'key-not-valid' }
  }
  return { status: 'verified', signer: certificate.getFingerprint() }
}

async function couldSignAt(certificate: PublicKey, keyId: KeyID, at: Date): Promise<boolean> {
  try {
    await signingKeyAt(certificate, keyId, at)
    return true
  } catch {
    return false
  }
}
