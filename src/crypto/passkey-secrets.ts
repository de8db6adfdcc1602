import { sha256Hex } from './digest.ts'

/** Octets that the PRF of a passkey gives (WebAuthn Level 3 §10.1.4: HMAC-SHA-256). */
export const PRF_BYTES = 32

/** What is made of the output of a passkey's PRF, each of 256 bits, and neither tells anything of the other. */
export type PasskeySecrets = {
  /** takes the place of the passphrase in OPAQUE */
  secret: string
  /** takes the place of the kit: the key is wrapped under OPAQUE's export key and this */
  wrapping: Uint8Array<ArrayBuffer>
}

const encoder = new TextEncoder()

/**
 * HKDF-SHA-256 (RFC 5869) of a PRF's output, for one service.
 * @throws RangeError for an output that is not of 32 octets
 */
export async function passkeySecrets(
  output: Uint8Array<ArrayBuffer>,
  origin: string,
): Promise<PasskeySecrets> {
  if (output.length !== PRF_BYTES) throw new RangeError('the output of a PRF has 32 octets')
  const material = await crypto.subtle.importKey('raw', output, 'HKDF', false, ['deriveBits'])
  const derived = async (purpose: 'sign-in' | 'wrapping') =>
    new Uint8Array(
      await crypto.subtle.deriveBits(
        {
          name: 'HKDF',
          hash: 'SHA-256',
          salt: encoder.encode('despatch passkey/1'),
          info: encoder.encode(JSON.stringify([purpose, origin])),
        },
        material,
        256,
      ),
    )
  const secret = Array.from(await derived('sign-in'), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { secret, wrapping: await derived('wrapping') }
}

/** By what name OPAQUE knows a passkey: that of no login, since it has a space in it. */
export const passkeyName = async (credential: string): Promise<string> =>
  `passkey ${await sha256Hex(credential)}`
