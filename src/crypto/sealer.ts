import {
  type AnySecretKeyPacket,
  type Config,
  enums,
  OnePassSignaturePacket,
  type PrivateKey,
  type PublicKey,
  SignaturePacket,
} from 'openpgp'
import { encryptionKeyAt } from './key-choices.ts'
import { literalOf } from './literal.ts'
import { openpgpConfig } from './profile.ts'
import { readersOf, seal } from './seal.ts'
import { type Cipher, cipherFor, encryptPackets } from './sealed-packets.ts'

/** Seals as {@link seal} does. */
export type Seal = typeof seal

/** How to seal to some recipients, signed with some key. Null where the library is to decide. */
type Plan = { part: SigningPart; keys: object[]; cipher: Cipher } | null
type Planned = { second: number; recipients: readonly PublicKey[]; plan: Promise<Plan> }

/** Plans that are kept of one signing key: sets of recipients to which it seals in the same second. */
const MOST_KEPT = 32

/**
 * Seals many objects: which keys of whom, with which algorithms, is settled once a second for the same signing key and the
 * same certificates, in which time it cannot change (RFC 9580 §3.5).
 */
export function createSealer(): Seal {
  const kept = new WeakMap<PrivateKey, Planned[]>()
  const planFor = (signingKey: PrivateKey, recipients: readonly PublicKey[], now: Date): Promise<Plan> => {
    const second = Math.floor(now.getTime() / 1000)
    const planned = (kept.get(signingKey) ?? []).filter((one) => one.second === second)
    const known = planned.find((one) => isSame(one.recipients, recipients))
    if (known) return known.plan
    const plan = settle(signingKey, recipients, now)
    kept.set(signingKey, [{ second, recipients: [...recipients], plan }, ...planned].slice(0, MOST_KEPT))
    return plan
  }
  return async (sealing) => {
    const { entity, signingKey, recipients, now } = sealing
    const plan = signingKey ? await planFor(signingKey, recipients, now) : null
    return plan ? sealAsPlanned(entity, plan, now) : seal(sealing)
  }
}

const isSame = (some: readonly PublicKey[], others: readonly PublicKey[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at])

/** Settles what the library would choose, where that is what nearly every certificate asks for. */
async function settle(signingKey: PrivateKey, recipients: readonly PublicKey[], now: Date): Promise<Plan> {
  const readers = await readersOf(recipients, now)
  const certificates = readers.map(({ certificate }) => certificate)
  const cipher = await cipherFor(certificates, now)
  const { keyPacket: part } = await signingKey.getSigningKey(undefined, now, undefined, openpgpConfig)
  if (!cipher || !isUsable(part) || !(await allKnowHash(certificates, now))) return null
  // The very keys that were judged: an id alone could stand for another, which nobody has bound to the certificate.
  const keys = await Promise.all(
    certificates.map(async (certificate) => (await encryptionKeyAt(certificate, now)).keyPacket),
  )
  return { part, keys, cipher }
}

const isUsable = (part: SigningPart): boolean =>
  part.version === 4 && isSecret(part) && part.isDecrypted() && !part.isDummy()

const isSecret = (part: object): part is AnySecretKeyPacket => 'isDummy' in part

/** Whether every certificate names the hash algorithm that we prefer. */
async function allKnowHash(certificates: readonly PublicKey[], now: Date): Promise<boolean> {
  for (const certificate of certificates) {
    const { selfCertification } = await certificate.getPrimaryUser(now, undefined, openpgpConfig)
    const known = selfCertification.preferredHashAlgorithms ?? []
    if (!known.includes(openpgpConfig.preferredHashAlgorithm)) return false
  }
  return true
}

/** One-pass signature, entity, signature (RFC 9580 §10.3), encrypted. */
async function sealAsPlanned(
  entity: Uint8Array,
  { part, keys, cipher }: NonNullable<Plan>,
  now: Date,
): Promise<Uint8Array> {
  const literal = literalOf(entity, now)
  const signature = Object.assign(new SignaturePacket(), {
    signatureType: enums.signature.binary,
    publicKeyAlgorithm: part.algorithm,
    hashAlgorithm: openpgpConfig.preferredHashAlgorithm,
  })
  const signer: Signer = signature
  await signer.sign(part, literal, now, false, openpgpConfig)
  const sealed = await encryptPackets([onePass(signature, true), literal, signature], { keys, cipher })
  if (!(sealed instanceof Uint8Array)) throw new Error('a message made from bytes is written as bytes')
  return sealed
}

type SigningPart = Awaited<ReturnType<PrivateKey['getSigningKey']>>['keyPacket']

// What the declared types of the library's packets leave out.
type Signer = {
  sign(key: object, signed: object, at: Date, detached: boolean, config: Config): Promise<void>
}
const onePass: (signature: SignaturePacket, isLast: boolean) => OnePassSignaturePacket = (...of) =>
  Reflect.apply(Reflect.get(OnePassSignaturePacket, 'fromSignaturePacket'), undefined, of)
