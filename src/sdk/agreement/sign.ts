import type { PrivateKey } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'

/** A signature over a draft, and the certificate that it is checked by; both armored. */
export type DraftSignature = { signature: string; certificate: string; fingerprint: string }

/** Signs the exact text of a draft. @throws StatementSignatureError when it is no statement */
export async function signDraft(text: string, key: PrivateKey, now: Date): Promise<DraftSignature> {
  return {
    signature: await signStatement(text, key, now),
    certificate: key.toPublic().armor(),
    fingerprint: key.getFingerprint(),
  }
}
