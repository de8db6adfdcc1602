import { type Key, type PublicKey, readKeys, type SignaturePacket, type Subkey } from 'openpgp'
import { dayInWords } from '../domain/day.ts'
import { ArmorError, oneArmoredBlock } from './armor.ts'
import { encryptionKeyAt } from './key-choices.ts'
import { limits, openpgpConfig } from './profile.ts'

/** A certificate cannot be read or used; the message is for the person who registers or seals to it. */
export class CertificateError extends Error {
  override name = 'CertificateError'
  readonly reason:
    | 'unreadable'
    | 'not-one'
    | 'secret'
    | 'expired'
    | 'revoked'
    | 'no-encryption-key'
    | 'another-key'
    | 'key-id-used'
    | 'personal'
  constructor(reason: CertificateError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** What a certificate offers at one moment. Fingerprints and key ids are lower-case hex. */
export type CertificateDescription = {
  fingerprint: string
  /** mail addresses of the user ids that are valid, lower-case */
  addresses: string[]
  /** key ids that may sign */
  signing: string[]
  /** keys that may be encrypted to, newest first */
  encryption: { keyId: string; fingerprint: string; created: Date; expires: Date | null }[]
  /** when the whole certificate ends; null when it does not */
  expires: Date | null
}

/**
 * Reads exactly one armored OpenPGP certificate (transferable public key, RFC 9580 §10.1).
 * @throws CertificateError `unreadable`, `not-one`, or `secret` when it carries a private key
 */
export const readCertificate = async (armored: string): Promise<PublicKey> => {
  const keys = await readArmored(armored)
  const [key] = keys
  if (!key || keys.length !== 1) {
    throw new CertificateError('not-one', `One certificate is needed, and this text has ${keys.length}.`)
  }
  if (key.isPrivate())
    throw new CertificateError('secret', 'This is a private key. Send the certificate only.')
  return key
}

const readArmored = async (armored: string): Promise<Key[]> => {
  if (/^\s*-----BEGIN PGP PRIVATE KEY BLOCK-----/.test(armored)) {
    throw new CertificateError('secret', 'This is a private key. Send the certificate only.')
  }
  try {
    const block = oneArmoredBlock(armored, 'PUBLIC KEY BLOCK', limits.certificate)
    return await readKeys({ armoredKeys: block, config: openpgpConfig })
  } catch (cause) {
    const detail = cause instanceof ArmorError ? ` ${cause.message}` : ''
    throw new CertificateError('unreadable', `The certificate cannot be read.${detail}`)
  }
}

/** What the certificate offers at `now`: expired, revoked and unbound parts are left out. */
export const describeCertificate = async (cert: PublicKey, now: Date): Promise<CertificateDescription> => {
  const parts: (PublicKey | Subkey)[] = [cert, ...cert.subkeys]
  const signing: string[] = []
  const encryption: CertificateDescription['encryption'] = []
  for (const part of parts) {
    const id = part.getKeyID()
    if (await works(() => cert.getSigningKey(id, now, undefined, openpgpConfig))) signing.push(id.toHex())
    if (await works(() => cert.getEncryptionKey(id, now, undefined, openpgpConfig))) {
      encryption.push({
        keyId: id.toHex(),
        fingerprint: part.getFingerprint(),
        created: part.getCreationTime(),
        expires: part === cert ? await certificateEnd(cert) : await subkeyEnd(part, now),
      })
    }
  }
  encryption.sort((a, b) => b.created.getTime() - a.created.getTime())
  return {
    fingerprint: cert.getFingerprint(),
    addresses: await validAddresses(cert, now),
    signing,
    encryption,
    expires: await certificateEnd(cert),
  }
}

/**
 * The key id (16 lower-case hex digits) of the key that a sender encrypts to at `now`: the newest valid one, the
 * same that gpg chooses.
 * @throws CertificateError `expired`, `revoked` or `no-encryption-key`
 */
export const currentEncryptionKey = async (cert: PublicKey, now: Date): Promise<string> => {
  try {
    return (await encryptionKeyAt(cert, now)).getKeyID().toHex()
  } catch {
    throw await whyNoEncryptionKey(cert, now)
  }
}

const whyNoEncryptionKey = async (cert: PublicKey, now: Date): Promise<CertificateError> => {
  const whose = cert.getFingerprint()
  if (await cert.isRevoked(undefined, undefined, now, openpgpConfig)) {
    return new CertificateError('revoked', `The certificate ${whose} has been revoked by its holder.`)
  }
  const ends = [
    await certificateEnd(cert),
    ...(await Promise.all(cert.subkeys.map((sub) => subkeyEnd(sub, now)))),
  ]
  const ended = ends.filter((end) => end !== null && end <= now).sort((a, b) => Number(b) - Number(a))[0]
  return ended
    ? new CertificateError(
        'expired',
        `The certificate ${whose} ended on ${dayInWords(ended)}; ask its holder for a newer one.`,
      )
    : new CertificateError(
        'no-encryption-key',
        `The certificate ${whose} has no key that can be encrypted to.`,
      )
}

const validAddresses = async (cert: PublicKey, now: Date): Promise<string[]> => {
  const addresses = new Set<string>()
  for (const user of cert.users) {
    const email = user.userID?.email.toLowerCase()
    if (email && (await works(() => user.verify(now, openpgpConfig)))) addresses.add(email)
  }
  return [...addresses]
}

const certificateEnd = async (cert: PublicKey): Promise<Date | null> =>
  asDate(await cert.getExpirationTime(undefined, openpgpConfig))

const subkeyEnd = async (part: PublicKey | Subkey, now: Date): Promise<Date | null> =>
  'bindingSignatures' in part
    ? asDate(await part.getExpirationTime(now, openpgpConfig))
    : certificateEnd(part)

const asDate = (time: Date | number | null): Date | null => (time instanceof Date ? time : null)

/** openpgp.js answers "may this key do that?" by throwing. */
const works = async (attempt: () => Promise<unknown>): Promise<boolean> => {
  try {
    await attempt()
    return true
  } catch {
    return false
  }
}

/** The direct-key signatures of a certificate (RFC 9580 §5.2.1.11). */
export function directSignaturesOf(certificate: PublicKey): SignaturePacket[] {
  // The declared type of a key leaves these out.
  const signatures: unknown = Reflect.get(certificate, 'directSignatures')
  return Array.isArray(signatures) ? signatures : []
}
