import { type PrivateKey, readUnlockedKey, unlockKey } from '../crypto/keys.ts'

export { KeyError, type PrivateKey } from '../crypto/keys.ts'

/**
 * The key of a person or of a machine account, unlocked for as long as the caller holds it. A machine's key may have
 * no passphrase; then none is asked for.
 *
 * @param armored the key, as it lies in its file
 * @param passphrase itself, or how to get it: asked only where the key is locked
 * @throws KeyError with a sentence: wrong passphrase, or not a private key
 */
export async function unlockUserKey(
  armored: string,
  passphrase: string | (() => Promise<string>),
): Promise<PrivateKey> {
  const open = await readUnlockedKey(armored)
  if (open) return open
  return unlockKey(armored, typeof passphrase === 'string' ? passphrase : await passphrase())
}
