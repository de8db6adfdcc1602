import { type PrivateKey, readPrivateKey } from 'openpgp'
import { limits, openpgpConfig } from './profile.ts'

/** Whose key is wrapped, and for which service: wrapped for one it does not open for another. */
export type WrappedFor = { login: string; origin: string; fingerprint: string }

/**
 * What opens it: the export key of OPAQUE (64 bytes), and either the account secret of the printed kit (16 bytes) or the
 * output of a passkey's PRF (32 bytes). Neither alone is of any use.
 */
export type WrappingSecrets = { exportKey: Uint8Array<ArrayBuffer>; secret: Uint8Array<ArrayBuffer> }

/** A wrapped key does not open; the message is for its owner. */
export class WrappedKeyError extends Error {
  override readonly name = 'WrappedKeyError'
}

const VERSION = 1
const IV_BYTES = 12
const EXPORT_KEY_BYTES = 64
/** A locked version of the same key is armored and longer. */
const LONGEST = limits.lockedKey
const encoder = new TextEncoder()

/**
 * Wraps an unlocked private key. Octets, in base64url: the version (1), the nonce (12), AES-256-GCM of the key as a
 * transferable secret key (RFC 9580 §10.2). Login, origin and fingerprint are authenticated with it and not in it.
 */
export async function wrapKey(key: PrivateKey, secrets: WrappingSecrets, to: WrappedFor): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: boundTo(to) },
    await wrappingKey(secrets, to),
    Uint8Array.from(key.write()),
  )
  return base64url(new Uint8Array([VERSION, ...iv, ...new Uint8Array(sealed)]))
}

/**
 * Opens a wrapped key.
 *
 * @throws WrappedKeyError when the secrets are not those it was wrapped with, when it was wrapped for another login,
 *   service or key, or when a bit of it was changed: which of these it is, nobody can tell
 */
export async function unwrapKey(
  wrapped: string,
  secrets: WrappingSecrets,
  to: WrappedFor,
): Promise<PrivateKey> {
  const bytes = bytesOf(wrapped)
  if (bytes === null || bytes.length < 1 + IV_BYTES || bytes.length > LONGEST) throw notOpened()
  if (bytes[0] !== VERSION) {
    throw new WrappedKeyError(
      'Your key is wrapped in a way that this program does not know. Use a newer version.',
    )
  }
  const iv = bytes.slice(1, 1 + IV_BYTES)
  const opened = await crypto.subtle
    .decrypt(
      { name: 'AES-GCM', iv, additionalData: boundTo(to) },
      await wrappingKey(secrets, to),
      bytes.slice(1 + IV_BYTES),
    )
    .catch(() => {
      throw notOpened()
    })
  const key = await readPrivateKey({ binaryKey: new Uint8Array(opened), config: openpgpConfig })
  if (key.getFingerprint() !== to.fingerprint || !key.isDecrypted()) throw notOpened()
  return key
}

const notOpened = () =>
  new WrappedKeyError(
    'The passphrase is right, but your key does not open: either these are not the words of this account’s newest kit, or the service has given out another key than yours, or one that was changed.',
  )

/** HKDF-SHA-256 (RFC 5869) over the export key and then the secret; the first is always of one length. */
async function wrappingKey({ exportKey, secret }: WrappingSecrets, to: WrappedFor): Promise<CryptoKey> {
  if (exportKey.length !== EXPORT_KEY_BYTES || (secret.length !== 16 && secret.length !== 32)) {
    throw new RangeError('an export key has 64 bytes, and a secret 16 or 32')
  }
  const material = await crypto.subtle.importKey(
    'raw',
    new Uint8Array([...exportKey, ...secret]),
    'HKDF',
    false,
    ['deriveKey'],
  )
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: encoder.encode('despatch wrapped-key/1'),
      info: boundTo(to),
    },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** One spelling for each: JSON of texts in a fixed order. */
const boundTo = ({ login, origin, fingerprint }: WrappedFor): Uint8Array<ArrayBuffer> =>
  encoder.encode(JSON.stringify(['wrapped-key/1', origin, login, fingerprint]))

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length > 2 * LONGEST || !/^[A-Za-z0-9_-]*$/.test(text)) return null
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
  } catch {
    return null
  }
}
