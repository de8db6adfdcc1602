import { decryptKey, encryptKey, generateKey, type PrivateKey, readPrivateKey } from 'openpgp'
import { ArmorError, oneArmoredBlock } from './armor.ts'
import { fastLockConfig, keyProfile, limits, openpgpConfig } from './profile.ts'
import { certifyUser, isSecretPacket } from './self-signature.ts'

export type { PrivateKey, PublicKey } from 'openpgp'

/** A key could not be made, read or unlocked; the message is for the key's holder. */
export class KeyError extends Error {
  override name = 'KeyError'
  readonly reason: 'wrong passphrase' | 'not a private key' | 'not a usable name or address'
  constructor(reason: KeyError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * Whose key: `name` as people know it (`YOT duty desk`), `address` its `local@domain`, `now` the key's creation time, `ends`
 * when it ends; left out, it does not.
 */
export type KeyHolder = { name: string; address: string; now: Date; ends?: Date | null }

/** A person's key: a primary that certifies and signs, and one encryption subkey. Unlocked. */
export const generateUserKey = (holder: KeyHolder): Promise<PrivateKey> => generate(holder, [{}])

/** The key of one machine, unlocked: it signs in for its person and can be encrypted to by nobody. */
export const generateDeviceKey = (holder: KeyHolder): Promise<PrivateKey> => generate(holder, [])

/**
 * The root key of an agency: it certifies and signs, and nothing is encrypted to it. It has the flag to sign, since gpg
 * signs documents with no other key.
 */
export const generateRootKey = (holder: KeyHolder): Promise<PrivateKey> => generate(holder, [])

/**
 * A mailbox's key, unlocked: a primary that only certifies, one signing subkey, one encryption subkey. Members
 * are given the subkeys ({@link withoutPrimarySecret}); the primary stays with the agency's liaison officer, so
 * that removing a member means new subkeys under the fingerprint that partners have pinned.
 */
export const generateMailboxKey = async (holder: KeyHolder): Promise<PrivateKey> => {
  const key = await generate(holder, [{ sign: true }, {}])
  await makePrimaryCertifyOnly(key, holder)
  return key
}

const generate = async (
  { name, address, now, ends = null }: KeyHolder,
  subkeys: { sign?: true }[],
): Promise<PrivateKey> => {
  // Angle brackets or parentheses in a name would let it pose as another address of the user id.
  if (/[<>()\p{Cc}]/u.test(name) || name.length > 200 || !/^[^\s@<>]+@[^\s@<>]+$/.test(address)) {
    throw new KeyError('not a usable name or address', 'A key needs a plain name and a mail address.')
  }
  const { privateKey } = await generateKey({
    ...keyProfile,
    userIDs: [{ name, email: address }],
    subkeys,
    ...(ends === null ? {} : { keyExpirationTime: Math.floor((ends.getTime() - now.getTime()) / 1000) }),
    date: now,
    format: 'object',
    config: openpgpConfig,
  })
  return privateKey
}

/** openpgp.js always gives the primary the sign flag; this replaces its self-certification by one without. */
const makePrimaryCertifyOnly = async (key: PrivateKey, { now, ends = null }: KeyHolder): Promise<void> => {
  const user = key.users[0]
  if (!user) throw new Error('a new key has one user id')
  user.selfCertifications = [await certifyUser(key, user, { ends, at: now })]
}

/** A copy of the key whose primary secret is left out (a GNU dummy, as gpg `--export-secret-subkeys`). */
export const withoutPrimarySecret = async (key: PrivateKey): Promise<PrivateKey> => {
  const copy = await readPrivateKey({ binaryKey: key.write(), config: openpgpConfig })
  const primary = copy.keyPacket
  if (!isSecretPacket(primary)) throw new KeyError('not a private key', 'This is not a private key.')
  primary.makeDummy(openpgpConfig)
  return copy
}

/**
 * The key locked under a passphrase, armored, readable by GnuPG 2.2: AES-256, iterated S2K with the largest
 * count there is (65,011,712 bytes, some 80 ms). `fast` uses the smallest count; give it only passphrases that
 * are themselves random tokens.
 */
export const lockKey = async (
  key: PrivateKey,
  passphrase: string,
  { fast = false }: { fast?: boolean } = {},
): Promise<string> => {
  const config = fast ? fastLockConfig : openpgpConfig
  const locked = await encryptKey({ privateKey: key, passphrase, config })
  return locked.armor(config)
}

/**
 * Reads one armored private key and unlocks it.
 * @param fast whether it was locked so; a key that asks for more memory than that needs is not unlocked
 * @throws KeyError `wrong passphrase`, or `not a private key` when the text is no such key or its parts do not fit
 */
export const unlockKey = async (
  armored: string,
  passphrase: string,
  { fast = false }: { fast?: boolean } = {},
): Promise<PrivateKey> => {
  const locked = await readLockedKey(armored)
  if (locked.isDecrypted())
    throw new KeyError('not a private key', 'This private key is not locked by a passphrase.')
  try {
    const config = fast ? fastLockConfig : openpgpConfig
    return await decryptKey({ privateKey: locked, passphrase, config })
  } catch (cause) {
    const wrong = cause instanceof Error && cause.message.includes('Incorrect key passphrase')
    throw wrong
      ? new KeyError('wrong passphrase', 'The passphrase does not unlock this key.')
      : new KeyError('not a private key', 'The private key is damaged or of a kind that is not supported.')
  }
}

/**
 * Reads one armored private key that no passphrase locks, such as that of an agency's own system.
 * @returns null when it is locked
 * @throws KeyError `not a private key`
 */
export const readUnlockedKey = async (armored: string): Promise<PrivateKey | null> => {
  const key = await readLockedKey(armored)
  return key.isDecrypted() ? key : null
}

const readLockedKey = async (armored: string): Promise<PrivateKey> => {
  try {
    const block = oneArmoredBlock(armored, 'PRIVATE KEY BLOCK', limits.lockedKey)
    return await readPrivateKey({ armoredKey: block, config: openpgpConfig })
  } catch (cause) {
    const detail = cause instanceof ArmorError ? ` ${cause.message}` : ''
    throw new KeyError('not a private key', `The private key cannot be read.${detail}`)
  }
}
