import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'

/** How many days' keys are held at once: yesterday's, today's, and tomorrow's from just before midnight. */
const DAYS_KEPT = 3

/** The keys that access tokens of one day are signed and verified with, as PEM (PKCS#8 and SPKI). */
export type KeysOfDay = { privateKey: string; publicKey: string }

/**
 * The keys of each day, derived when they are first asked for.
 *
 * @param seed PKCS#8 PEM of an Ed25519 key, the same in every process
 */
export function createTokenKeys(seed: string): (day: string) => KeysOfDay {
  const keys = new Map<string, KeysOfDay>()
  return (day) => {
    const known = keys.get(day)
    if (known) return known
    const key = keyOfDay(seed, day)
    const made = {
      privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    }
    keys.set(day, made)
    for (const old of [...keys.keys()].slice(0, -DAYS_KEPT)) keys.delete(old)
    return made
  }
}

/** The key that tokens are signed with on one day (`YYYY-MM-DD`, UTC): HKDF-SHA-256 (RFC 5869) of the seed. */
export function keyOfDay(seed: string, day: string): KeyObject {
  const { d = '' } = createPrivateKey(seed).export({ format: 'jwk' })
  const bytes = hkdfSync('sha256', Buffer.from(d, 'base64url'), '', `despatch access token ${day}`, 32)
  // RFC 8410 §7: what stands before the 32 octets of an Ed25519 private key in PKCS#8.
  const before = Buffer.from('302e020100300506032b657004220420', 'hex')
  return createPrivateKey({ key: Buffer.concat([before, Buffer.from(bytes)]), format: 'der', type: 'pkcs8' })
}
