import type { PrivateKey, PublicKey, Subkey } from 'openpgp'
import { enums } from 'openpgp'
import type { RevocationReason } from '../domain/wire/trust/certificate.ts'
import { CertificateError, readCertificate } from './certificate.ts'
import { judgedAt, keyProfile, openpgpConfig } from './profile.ts'
import { bindSubkey, certifyUser, newestBinding, primarySecret } from './self-signature.ts'

/** What a change of a mailbox's certificate begins from. */
export type Change = {
  /** the unlocked primary, the part `certify` of the mailbox's key */
  primary: PrivateKey
  /** the certificate as it is now */
  known: PublicKey
  now: Date
}

/**
 * New subkeys under the same primary, so that the fingerprint which partners have pinned stays. The subkeys until now
 * end at this moment; they are not revoked: openpgp.js and gpg would doubt every signature that they ever made, also one
 * from before (RFC 9580 §5.2.3.31 makes that difference for whole keys, and programs do not). What was encrypted to them
 * is opened with their secrets as before.
 *
 * @param ends when the new subkeys end, and the certificate; null: never
 * @returns the certificate, and the key with the secrets of primary and new subkeys, unlocked
 * @throws CertificateError `another-key`
 */
export async function rotate(
  { primary, known, now }: Change,
  ends: Date | null,
): Promise<{ certificate: PublicKey; key: PrivateKey }> {
  demandSame(primary, known)
  const at = afterAll(known, now)
  const left = await copyOf(known)
  for (const subkey of left.subkeys) {
    if (await isOver(subkey, at)) continue
    subkey.bindingSignatures.unshift(await bindSubkey(primary, subkey, { ends: at, at }))
  }
  await endUsers(primary, left, { ends, at })
  let key = primary
  for (const sign of [true, false]) {
    const keyExpirationTime =
      ends === null ? 0 : Math.max(1, Math.floor((ends.getTime() - at.getTime()) / 1000))
    key = await key.addSubkey({ ...keyProfile, sign, date: at, keyExpirationTime, config: openpgpConfig })
  }
  return { certificate: await merged(left, key.toPublic(), at), key }
}

/**
 * The same certificate with a later end, of itself and of the subkeys that have not ended. Members go on with the
 * secrets that they have.
 * @throws CertificateError `another-key`
 */
export async function renew({ primary, known, now }: Change, ends: Date | null): Promise<PublicKey> {
  demandSame(primary, known)
  const at = afterAll(known, now)
  const renewed = await copyOf(known)
  const latest = latestOfEach(renewed.subkeys)
  for (const subkey of renewed.subkeys) {
    if (!latest.has(subkey) || subkey.revocationSignatures.length > 0) continue
    subkey.bindingSignatures = [await bindSubkey(primary, subkey, { ends, at }), newestBinding(subkey)]
  }
  await endUsers(primary, renewed, { ends, at })
  return renewed
}

/** Reason codes of RFC 9580 §5.2.3.31. A lost key is in nobody's hands: retired, not compromised. */
const REASONS = {
  compromised: enums.reasonForRevocation.keyCompromised,
  superseded: enums.reasonForRevocation.keySuperseded,
  retired: enums.reasonForRevocation.keyRetired,
  lost: enums.reasonForRevocation.keyRetired,
} as const satisfies Record<RevocationReason, number>

/**
 * Revokes a certificate by its own primary, for good.
 * @returns the certificate revoked, and the armored revocation alone, which `gpg --import` takes
 * @throws CertificateError `another-key`
 */
export async function revoke(
  { primary, known, now }: Change,
  reason: RevocationReason,
): Promise<{ certificate: PublicKey; revocation: string }> {
  demandSame(primary, known)
  const at = afterAll(known, now)
  const revoked = await primary.revoke({ flag: REASONS[reason], string: reason }, at, openpgpConfig)
  const revocation = await revoked.getRevocationCertificate(judgedAt(at), openpgpConfig)
  if (typeof revocation !== 'string') throw new Error('a revoked key has a revocation')
  return { certificate: await merged(await copyOf(known), revoked.toPublic(), at), revocation }
}

/**
 * A certificate with all that another copy of it says besides: later ends, new subkeys, a revocation.
 * @throws CertificateError `another-key` where it is not of the same primary key
 */
export async function mergeCertificates(known: PublicKey, newer: PublicKey, now: Date): Promise<PublicKey> {
  demandSame(newer, known)
  return merged(known, newer, now)
}

/**
 * Demands that a rotated certificate opens nothing with old keys: no subkey of it that was not known before has a key id
 * that another key has, or had.
 * @param taken key ids that are in use or were, 16 lower-case hex digits
 * @throws CertificateError `key-id-used`
 */
export function demandNewKeyIds(known: PublicKey, rotated: PublicKey, taken: ReadonlySet<string>): void {
  const before = new Set([known, ...known.subkeys].map((part) => part.getFingerprint()))
  for (const part of rotated.subkeys) {
    const id = part.getKeyID().toHex()
    if (before.has(part.getFingerprint()) || !taken.has(id)) continue
    throw new CertificateError('key-id-used', `The key id ${id} is or was another key's. Make the keys anew.`)
  }
}

/** The certificate whose bindings a part has: whoever sends all day asks each time. */
const given = new WeakMap<PrivateKey, PublicKey>()

/**
 * Gives the bindings of a certificate to a secret part that is older: a later end, above all.
 * @throws CertificateError `another-key`
 */
export async function withBindings(part: PrivateKey, certificate: PublicKey, now: Date): Promise<PrivateKey> {
  if (given.get(part) === certificate) return part
  demandSame(part, certificate)
  for (const subkey of part.subkeys) {
    const published = certificate.subkeys.find((one) => one.getFingerprint() === subkey.getFingerprint())
    if (published) await subkey.update(published, judgedAt(now), openpgpConfig)
  }
  for (const user of part.users) {
    const published = certificate.users.find((one) => one.userID?.userID === user.userID?.userID)
    if (published) user.selfCertifications = [...published.selfCertifications]
  }
  given.set(part, certificate)
  return part
}

function demandSame(one: PublicKey, other: PublicKey): void {
  if (one.getFingerprint() === other.getFingerprint()) return
  throw new CertificateError(
    'another-key',
    `This is another key (${one.getFingerprint()}), not a newer copy of ${other.getFingerprint()}.`,
  )
}

/** OpenPGP counts seconds: of two signatures of one second nobody could say which is the newer. */
function afterAll(known: PublicKey, now: Date): Date {
  const made = [
    ...known.users.flatMap(({ selfCertifications }) => selfCertifications),
    ...known.subkeys.flatMap(({ bindingSignatures }) => bindingSignatures),
  ].map(({ created }) => Math.floor((created?.getTime() ?? 0) / 1000))
  const second = Math.max(Math.floor(now.getTime() / 1000), ...made.map((last) => last + 1))
  return new Date(second * 1000)
}

async function endUsers(
  primary: PrivateKey,
  certificate: PublicKey,
  asked: { ends: Date | null; at: Date },
): Promise<void> {
  if (!primarySecret(primary)) throw new CertificateError('secret', 'This needs the primary key itself.')
  for (const user of certificate.users) {
    const [before] = user.selfCertifications
    const certification = await certifyUser(primary, user, asked)
    user.selfCertifications = before ? [certification, before] : [certification]
  }
}

async function isOver(subkey: Subkey, at: Date): Promise<boolean> {
  if (subkey.revocationSignatures.length > 0) return true
  const end = await subkey.getExpirationTime(judgedAt(at), openpgpConfig)
  return end instanceof Date && end <= at
}

/** The newest signing and the newest encryption subkey; the others were given up. */
function latestOfEach(subkeys: readonly Subkey[]): Set<Subkey> {
  const newest = new Map<string, Subkey>()
  for (const subkey of subkeys) {
    const use = String(newestBinding(subkey).keyFlags?.[0] ?? 0)
    const before = newest.get(use)
    if (!before || before.getCreationTime() < subkey.getCreationTime()) newest.set(use, subkey)
  }
  return new Set(newest.values())
}

const copyOf = (certificate: PublicKey): Promise<PublicKey> =>
  readCertificate(certificate.armor(openpgpConfig))

async function merged(known: PublicKey, newer: PublicKey, at: Date): Promise<PublicKey> {
  return known.update(newer, judgedAt(at), openpgpConfig)
}
