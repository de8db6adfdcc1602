import { generateRootKey, generateUserKey, lockKey, type PrivateKey } from '../crypto/keys.ts'

/** A key that was made: locked for its holder, and its certificate for everybody. */
export type MadeKey = { locked: string; certificate: string; fingerprint: string; key: PrivateKey }

/** The root of an agency. @param address a mail address of the agency */
export async function makeRoot(
  { agency, address }: { agency: string; address: string },
  passphrase: string,
  now: Date,
): Promise<MadeKey> {
  return made(await generateRootKey({ name: `${agency}, root`, address, now }), passphrase)
}

/**
 * A person's key: named by post and number, since every agency will see it, and never by the name that they sign in with.
 * The address is everybody's, no mailbox, and under a name that no mail goes to (RFC 2606).
 */
export async function makeUser(
  { title, number }: { title: string; number: string },
  passphrase: string,
  now: Date,
): Promise<MadeKey> {
  const holder = { name: `${plain(title)} ${plain(number)}`, address: 'staff@despatch.invalid', now }
  return made(await generateUserKey(holder), passphrase)
}

async function made(key: PrivateKey, passphrase: string): Promise<MadeKey> {
  return {
    key,
    locked: await lockKey(key, passphrase),
    certificate: key.toPublic().armor(),
    fingerprint: key.getFingerprint(),
  }
}

/** What a user id cannot have in it. */
const plain = (text: string): string => text.replaceAll(/[<>()]/g, ' ').trim()
