import type { AlgorithmInfo, Config, PublicKey } from 'openpgp'
import { dayInWords } from '../../domain/day.ts'
import { sha256Hex } from '../digest.ts'
import { openpgpConfig } from '../profile.ts'
import { weaknessOf } from '../weakness.ts'
import { minimal, strictConfig, userOf } from './minimal.ts'
import { PartnerKeyError, type PartnerKeyFault } from './problem.ts'
import { keysIn } from './read-keys.ts'

/** A partner's key that may be used, once somebody has compared its fingerprint. */
export type PartnerKey = {
  address: string
  fingerprint: string
  /** what is needed of it; see `minimal` */
  certificate: PublicKey
  armored: string
  /** of the binary certificate */
  sha256: string
  /** as people call it: `RSA 3072`, `Curve25519` */
  algorithm: string
  created: Date
  /** when nothing can be sealed to it any more; null when it does not end */
  expires: Date | null
  /** every key of it, 16 lower-case hex digits */
  keyIds: string[]
  /** what is not wrong and should be known */
  remarks: string[]
}

/** A key of somebody else, by a key id that it has. */
export type KnownKeyId = { keyId: string; fingerprint: string; owner: string }

/**
 * The key of a mailbox in a file that a partner gave, by WKD or with a mail, judged for use.
 *
 * @param address the mailbox whose key is wanted; lower case
 * @param fingerprint which one is meant, where there are several of that address
 * @throws PartnerKeyError with a sentence that says whose the key is and what to do
 */
export async function judgePartnerKey(
  file: Uint8Array,
  { address, fingerprint = null, now }: { address: string; fingerprint?: string | null; now: Date },
): Promise<PartnerKey> {
  const keys = await keysIn(file)
  const key = await meant(keys, address, fingerprint, now)
  const fault = await faultOf(key, address, now)
  if (fault) throw fault
  const certificate = await minimal(key, { address, subkeys: 'in-use', now })
  const keyIds = certificate.getKeyIDs().map((id) => id.toHex())
  return describe(certificate, address, keyIds, now)
}

/**
 * Demands that no key of it has a key id that stands for somebody else's: two keys of one id would fool the check for
 * hidden readers.
 *
 * @param known keys of others, by the key ids that `key` has
 * @throws PartnerKeyError `key-id-taken`
 */
export function demandOwnKeyIds(
  { certificate, address, fingerprint, keyIds }: PartnerKey,
  known: readonly KnownKeyId[],
): void {
  const taken = known.find((one) => keyIds.includes(one.keyId) && one.fingerprint !== fingerprint)
  if (!taken) return
  throw wrong(
    'key-id-taken',
    certificate,
    address,
    `has the key id ${taken.keyId}, which is that of ${taken.owner}. By chance that does not happen: ask ${address} by telephone what key they sent, and tell the operator.`,
  )
}

/** The one of that address that may be used; else the one that there is most to say of. */
async function meant(
  keys: readonly PublicKey[],
  address: string,
  fingerprint: string | null,
  now: Date,
): Promise<PublicKey> {
  const wanted = fingerprint === null ? [...keys] : keys.filter((key) => key.getFingerprint() === fingerprint)
  if (fingerprint !== null && wanted.length === 0)
    throw new PartnerKeyError('other-key', `There is no key ${fingerprint} in this.`)
  const ofAddress = wanted.filter((key) =>
    key.users.some(({ userID }) => userID?.email.toLowerCase() === address),
  )
  const usable: PublicKey[] = []
  for (const key of ofAddress) if ((await faultOf(key, address, now)) === null) usable.push(key)
  if (usable.length > 1) {
    const prints = usable.map((key) => key.getFingerprint()).join(' and ')
    throw new PartnerKeyError(
      'several',
      `There are ${usable.length} keys of ${address} in this: ${prints}. Ask ${address} which one they use, and name it.`,
    )
  }
  const found = usable[0] ?? ofAddress[0] ?? wanted[0]
  if (found) return found
  throw new PartnerKeyError('unreadable', `There is no key of ${address} in this that can be read here.`)
}

/** Why a key cannot be used for an address; null when it can. */
async function faultOf(key: PublicKey, address: string, now: Date): Promise<PartnerKeyError | null> {
  const fault = (reason: PartnerKeyFault, said: string) => wrong(reason, key, address, said)
  const holders = holdersOf(key)
  if (!holders.includes(address))
    return fault(
      'other-address',
      `is made out to ${holders.slice(0, 3).join(', ') || 'no address'} and not to ${address}. Mail programs choose a key by its address: ask ${address} for the key of that very mailbox.`,
    )
  const weak = weaknessOf(key.getAlgorithmInfo())
  if (weak)
    return fault(
      'weak',
      `is ${weak}, which is too weak. Ask ${address} to make a new one of RSA 3072 or Curve25519.`,
    )
  if (await key.isRevoked(undefined, undefined, now, openpgpConfig))
    return fault(
      'revoked',
      `was revoked by its holder. Ask ${address} for their new one; nothing must be sealed to this one.`,
    )
  if (key.getCreationTime() > now)
    return fault(
      'not-yet-valid',
      `is of ${dayInWords(key.getCreationTime())}, which is yet to come. Look at the clock of this machine, and ask ${address} to look at theirs.`,
    )
  if (await encrypts(key, now, strictConfig)) {
    if (await userOf(key, address, now)) return null
    return oldSignatures(key, address)
  }
  const ended = await endOf(key, now)
  if (ended !== null && ended <= now)
    return fault(
      'expired',
      `ended on ${dayInWords(ended)}. Ask ${address} to extend it (gpg --quick-set-expire ${key.getFingerprint()} 2y, and again with '*' at the end for its subkeys) and to send it again.`,
    )
  if (await encrypts(key, now, openpgpConfig)) return oldSignatures(key, address)
  const weakSubkey = key.subkeys.map((subkey) => weaknessOf(subkey.getAlgorithmInfo())).find(Boolean)
  if (weakSubkey)
    return fault(
      'weak',
      `is encrypted to by ${weakSubkey}, which is too weak. Ask ${address} to add an encryption subkey of RSA 3072 or Curve25519.`,
    )
  return fault(
    'no-encryption-key',
    `has no key that can be encrypted to. Ask ${address} for the key that they read mail with, or to add an encryption subkey to this one.`,
  )
}

const oldSignatures = (key: PublicKey, address: string): PartnerKeyError =>
  wrong(
    'old-signatures',
    key,
    address,
    `is signed by itself with SHA-1, which can be forged. Ask ${address} to sign it anew (gpg --cert-digest-algo SHA256 --quick-set-expire ${key.getFingerprint()} 2y, and again with '*' at the end for its subkeys) and to send it again.`,
  )

const wrong = (reason: PartnerKeyFault, key: PublicKey, address: string, said: string): PartnerKeyError =>
  new PartnerKeyError(
    reason,
    `The key ${key.getFingerprint()} ${reason === 'other-address' ? '' : `of ${address} `}${said}`,
  )

/** The addresses that a key names itself by, whether it still does or not. */
const holdersOf = (key: PublicKey): string[] =>
  key.users.flatMap(({ userID }) => (userID?.email ? [userID.email.toLowerCase()] : []))

const encrypts = async (key: PublicKey, now: Date, config: Config): Promise<boolean> => {
  try {
    await key.getEncryptionKey(undefined, now, undefined, config)
    return true
  } catch {
    return false
  }
}

/** When nothing can be sealed to a key any more: the end of the whole, or of the last of its encryption keys. */
export async function endOf(key: PublicKey, now: Date): Promise<Date | null> {
  const whole = asDate(await key.getExpirationTime(undefined, openpgpConfig))
  if (whole !== null && whole <= now) return whole
  let last: Date | null = null
  for (const subkey of key.subkeys) {
    if (!/^(?:rsa|ecdh|x25519|x448)/i.test(subkey.getAlgorithmInfo().algorithm)) continue
    const end = asDate(await subkey.getExpirationTime(now, openpgpConfig))
    const revoked = subkey.revocationSignatures.length > 0
    if (end === null && !revoked) return whole
    if (end !== null && !revoked && (last === null || end > last)) last = end
  }
  if (last === null) return whole
  return whole !== null && whole < last ? whole : last
}

const asDate = (time: Date | number | null): Date | null => (time instanceof Date ? time : null)

async function describe(
  certificate: PublicKey,
  address: string,
  keyIds: string[],
  now: Date,
): Promise<PartnerKey> {
  const info = certificate.getAlgorithmInfo()
  const infos = [info, ...certificate.subkeys.map((subkey) => subkey.getAlgorithmInfo())]
  const small = infos.some(({ bits }) => bits !== undefined && bits < 3072)
  const expires = await endOf(certificate, now)
  return {
    address,
    fingerprint: certificate.getFingerprint(),
    certificate,
    armored: certificate.armor(openpgpConfig),
    sha256: await sha256Hex(certificate.write()),
    algorithm: algorithmName(info),
    created: certificate.getCreationTime(),
    expires,
    keyIds,
    remarks: [
      ...(small
        ? [
            'It is RSA of less than 3072 bits, which is still taken. Ask for 3072 or Curve25519 when it is renewed.',
          ]
        : []),
      ...(info.bits === undefined && certificate.keyPacket.version === 6
        ? ['It is of version 6, which GnuPG and Thunderbird do not read.']
        : []),
      ...(expires === null ? ['It has no end. Ask its holder to give it one.'] : []),
    ],
  }
}

const CURVES: Readonly<Record<string, string>> = {
  ed25519Legacy: 'Curve25519',
  curve25519Legacy: 'Curve25519',
  nistP256: 'NIST P-256',
  nistP384: 'NIST P-384',
  nistP521: 'NIST P-521',
}

function algorithmName({ algorithm, bits, curve }: AlgorithmInfo): string {
  if (bits !== undefined) return `RSA ${bits}`
  if (curve !== undefined) return CURVES[curve] ?? curve
  return algorithm === 'ed25519' ? 'Curve25519' : algorithm === 'ed448' ? 'Curve448' : algorithm
}
