import { type PrivateKey, unlockKey } from '../crypto/keys.ts'

export { KeyError, type PrivateKey } from '../crypto/keys.ts'

/**
 * The person's key, unlocked for as long as the caller holds it.
 *
 * @param armored the locked key, as it lies in its file
 * @throws KeyError with a sentence: wrong passphrase, or not a locked key
 */
export function unlockUserKey(armored: string, passphrase: string): Promise<PrivateKey> {
  return unlockKey(armored, passphrase)
}
