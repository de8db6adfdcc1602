import { createMessage, encrypt, type KeyID, type PrivateKey, type PublicKey } from 'openpgp'
import { currentEncryptionKey } from './certificate.ts'
import { openpgpConfig } from './profile.ts'

/** What is sealed, by whom and for whom. */
export type Sealing = {
  /** the RFC 5322/MIME entity, exact bytes */
  entity: Uint8Array
  /** unlocked signing key of the sending mailbox; absent only where nobody signs (the gateway sealing an arrival) */
  signingKey?: PrivateKey
  /** certificates of every mailbox that is to read it, the sender's own included; order and repetition do not matter */
  recipients: readonly PublicKey[]
  now: Date
}

/**
 * Seals an entity: signed, then encrypted to the current encryption subkey of every recipient, each once.
 * Uncompressed, integrity protected (SEIPD v2 only where every recipient's certificate asks for it).
 * @returns the sealed object, a binary OpenPGP message: one PKESK for each subkey, then one tag 18 packet
 * @throws CertificateError when a recipient has no key that can be encrypted to
 */
export async function seal({ entity, signingKey, recipients, now }: Sealing): Promise<Uint8Array> {
  const chosen = await readersOf(recipients, now)
  const sealed = await encrypt({
    message: await createMessage({ binary: entity, date: now }),
    encryptionKeys: chosen.map(({ certificate }) => certificate),
    encryptionKeyIDs: chosen.map(({ subkey }) => subkey),
    ...(signingKey ? { signingKeys: signingKey } : {}),
    date: now,
    format: 'binary',
    config: openpgpConfig,
  })
  if (!(sealed instanceof Uint8Array)) throw new Error('a message made from bytes is written as bytes')
  return sealed
}

/** A reader of a sealed object: the certificate, and the one key of it that is encrypted to. */
export type Reader = { certificate: PublicKey; subkey: KeyID }

/**
 * The readers of what is sealed at `now`: the current encryption subkey of every recipient, each once.
 * @throws CertificateError when a recipient has no key that can be encrypted to
 */
export async function readersOf(recipients: readonly PublicKey[], now: Date): Promise<Reader[]> {
  const bySubkey = new Map<string, Reader>()
  for (const certificate of recipients) {
    const keyId = await currentEncryptionKey(certificate, now)
    const subkey = certificate.getKeyIDs().find((id) => id.toHex() === keyId)
    if (subkey && !bySubkey.has(keyId)) bySubkey.set(keyId, { certificate, subkey })
  }
  if (bySubkey.size === 0) throw new RangeError('a sealed object needs at least one recipient')
  return [...bySubkey.values()]
}
