import {
  type AnySecretKeyPacket,
  type Config,
  enums,
  type PrivateKey,
  SignaturePacket,
  type Subkey,
  type User,
} from 'openpgp'
import { openpgpConfig } from './profile.ts'

/**
 * How long a key counts, in whole seconds from its creation (RFC 9580 §5.2.3.13). An end that is not after the creation
 * would mean "never": it counts for one second then.
 */
const lifetime = (created: Date, ends: Date | null): object =>
  ends === null
    ? {}
    : {
        keyExpirationTime: Math.max(1, Math.floor((ends.getTime() - created.getTime()) / 1000)),
        keyNeverExpires: false,
      }

/** Whether a packet of a key holds its secret, or a GNU dummy in its place. */
export const isSecretPacket = (packet: object): packet is AnySecretKeyPacket => 'makeDummy' in packet

/** The secret packet of a primary key; undefined where there is none, or it was left out. */
export const primarySecret = ({ keyPacket }: PrivateKey): AnySecretKeyPacket | undefined =>
  isSecretPacket(keyPacket) && !keyPacket.isDummy() ? keyPacket : undefined

/**
 * Certifies a user id anew with the key's own primary: only certifying, with this end. The preferences are those of the
 * certification before.
 */
export async function certifyUser(
  key: PrivateKey,
  { userID, selfCertifications: [before] }: User,
  { ends, at }: { ends: Date | null; at: Date },
): Promise<SignaturePacket> {
  if (!userID || !before) throw new Error('a mailbox key has self-certified user ids')
  const certification = Object.assign(new SignaturePacket(), {
    signatureType: enums.signature.certPositive,
    publicKeyAlgorithm: before.publicKeyAlgorithm,
    hashAlgorithm: before.hashAlgorithm,
    keyFlags: new Uint8Array([enums.keyFlags.certifyKeys]),
    isPrimaryUserID: true,
    preferredSymmetricAlgorithms: before.preferredSymmetricAlgorithms,
    preferredHashAlgorithms: before.preferredHashAlgorithms,
    preferredCompressionAlgorithms: before.preferredCompressionAlgorithms,
    features: before.features,
    ...lifetime(key.getCreationTime(), ends),
  })
  await signWith(certification, key, { userID, key: key.keyPacket }, at)
  return certification
}

/**
 * Binds a subkey to its primary anew, with another end. What the subkey signs of its own will, the embedded signature
 * (RFC 9580 §5.2.1.9), is taken from the binding before: whoever certifies need not hold the subkey's secret.
 */
export async function bindSubkey(
  primary: PrivateKey,
  subkey: Subkey,
  { ends, at }: { ends: Date | null; at: Date },
): Promise<SignaturePacket> {
  const before = newestBinding(subkey)
  const binding = Object.assign(new SignaturePacket(), {
    signatureType: enums.signature.subkeyBinding,
    publicKeyAlgorithm: before.publicKeyAlgorithm,
    hashAlgorithm: before.hashAlgorithm,
    keyFlags: before.keyFlags,
    embeddedSignature: before.embeddedSignature,
    ...lifetime(subkey.getCreationTime(), ends),
  })
  await signWith(binding, primary, { key: primary.keyPacket, bind: subkey.keyPacket }, at)
  return binding
}

/** The binding of a subkey that was made last. */
export function newestBinding({ bindingSignatures }: Subkey): SignaturePacket {
  const [newest] = [...bindingSignatures].sort((a, b) => createdAt(b) - createdAt(a))
  if (!newest) throw new Error('a subkey that was read has a binding')
  return newest
}

const createdAt = ({ created }: SignaturePacket): number => created?.getTime() ?? 0

/** Whether a subkey is there to sign with; of the others one encrypts to them. */
export const signs = (subkey: Subkey): boolean =>
  ((newestBinding(subkey).keyFlags?.[0] ?? 0) & enums.keyFlags.signData) !== 0

/** The declared type of `sign` leaves out that the signed thing may be packets, and the configuration. */
async function signWith(
  signature: SignaturePacket,
  { keyPacket }: PrivateKey,
  packets: object,
  at: Date,
): Promise<void> {
  const signer: {
    sign(key: unknown, packets: object, at: Date, detached: boolean, config: Config): Promise<void>
  } = signature
  await signer.sign(keyPacket, packets, at, false, openpgpConfig)
}
