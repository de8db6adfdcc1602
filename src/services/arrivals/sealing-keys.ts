import { readCertificate } from '../../crypto/certificate.ts'
import { type SealingKey, sealingKey } from '../../crypto/sealing-key.ts'
import type { ReceivingMailbox } from './mailboxes.ts'

/** Certificates made ready to seal to. */
export type SealingKeys = {
  /** @throws CertificateError when the certificate has no key that can be encrypted to */
  of(mailbox: Pick<ReceivingMailbox, 'fingerprint' | 'certificate'>, now: Date): Promise<SealingKey>
}

/** A certificate that ends by itself is noticed this late. */
const KEPT_MS = 60_000
const MOST_KEPT = 1_000

/**
 * Keeps certificates read and verified, which takes longer than the sealing. What is kept is used only for the very
 * text that the database gave for this mail: a new, revoked or replaced certificate is another text, and read at once.
 */
export function createSealingKeys(): SealingKeys {
  const kept = new Map<string, { certificate: string; key: Promise<SealingKey>; at: number }>()
  return {
    of({ fingerprint, certificate }, now) {
      const known = kept.get(fingerprint)
      if (known?.certificate === certificate && Math.abs(now.getTime() - known.at) <= KEPT_MS)
        return known.key
      if (kept.size >= MOST_KEPT) kept.clear()
      const key = readCertificate(certificate).then((read) => sealingKey(read, now))
      kept.set(fingerprint, { certificate, key, at: now.getTime() })
      // What failed is not kept: it is tried again with the next mail.
      key.catch(() => kept.delete(fingerprint))
      return key
    },
  }
}
