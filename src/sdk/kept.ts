import { describeCertificate } from '../crypto/certificate.ts'
import { createCertificates, type ReadCertificate } from '../crypto/certificate-cache.ts'
import type { PrivateKey, PublicKey } from '../crypto/keys.ts'
import { createSealer, type Seal } from '../crypto/sealer.ts'
import { createStatementSigner, type StatementSigner } from '../crypto/statement-signer.ts'
import { readVerifier } from '../log/keys.ts'
import { type KeptCheckpoint, openSignedCheckpoint } from './checkpoint.ts'
import { createGrantedKeys, type GrantedKeys } from './granted-keys.ts'
import { keepLast } from './keep-last.ts'
import { onceASecond } from './once-a-second.ts'
import { createHeldBefore, type HeldBefore } from './verify-once.ts'

/**
 * What somebody who sends all day need not work out anew each time. Nothing of it decides what is believed: pins are
 * asked each time, and whatever ends with time is asked again in each second.
 */
export type Kept = {
  readCertificate: ReadCertificate
  /** The mail addresses that a certificate is made out to at `now`, lower-case. */
  addressesOf(certificate: PublicKey, now: Date): Promise<string[]>
  grantedKeys: GrantedKeys
  signerOf(key: PrivateKey): StatementSigner
  seal: Seal
  /** as `openSignedCheckpoint`: proofs that come together lead to the same one */
  openCheckpoint(note: string, logKey: string): Promise<KeptCheckpoint>
  /** statements of rows that were verified before */
  heldBefore: HeldBefore
}

/** Nothing kept yet. It holds unlocked keys: it belongs to one person, for as long as their own key is unlocked. */
export function createKept(): Kept {
  const readCertificate = createCertificates()
  const verifierOf = keepLast(readVerifier)
  const signers = new WeakMap<PrivateKey, StatementSigner>()
  return {
    readCertificate,
    addressesOf: onceASecond(
      async (certificate, now) => (await describeCertificate(certificate, now)).addresses,
    ),
    grantedKeys: createGrantedKeys(),
    signerOf(key) {
      const signer = signers.get(key) ?? createStatementSigner(key)
      signers.set(key, signer)
      return signer
    },
    seal: createSealer(),
    openCheckpoint: keepLast((note: string, logKey: string) =>
      openSignedCheckpoint(note, logKey, verifierOf),
    ),
    heldBefore: createHeldBefore(),
  }
}
