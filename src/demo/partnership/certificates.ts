import type { Insertable } from 'kysely'
import { describeCertificate, readCertificate } from '../../crypto/certificate.ts'
import type { Database } from '../../store/tables.ts'

/** Who holds a certificate: a mailbox or a person, by row id. */
export type Owner = { mailbox_id: string } | { person_id: string }

/** A certificate's row and one row for each key id in it, so that the service knows every key it may meet. */
export async function certificateRows(
  armored: string,
  owner: Owner,
  now: Date,
): Promise<{ certificate: Insertable<Database['certificate']>; subkeys: Insertable<Database['subkey']>[] }> {
  const cert = await readCertificate(armored)
  // A partner's program may have made its key a moment after the loading began.
  const at = new Date(Math.max(now.getTime(), cert.getCreationTime().getTime()))
  const { fingerprint, signing, encryption } = await describeCertificate(cert, at)
  const encrypts = new Set(encryption.map(({ keyId }) => keyId))
  const subkeys = [cert, ...cert.subkeys].map((part) => {
    const keyId = part.getKeyID().toHex()
    const use = encrypts.has(keyId) ? 'encrypt' : signing.includes(keyId) ? 'sign' : 'certify'
    return {
      key_id: keyId,
      fpr: fingerprint,
      use,
      valid: `[${part.getCreationTime().toISOString()},)`,
    } satisfies Insertable<Database['subkey']>
  })
  return {
    certificate: {
      fpr: fingerprint,
      mailbox_id: null,
      person_id: null,
      ...owner,
      armored,
      state: 'current',
      added_at: now,
    },
    subkeys,
  }
}
