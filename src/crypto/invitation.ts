import { toHex } from './digest.ts'

/** The bytes of an invitation's secret: 128 bits, which nobody guesses. */
const SECRET_BYTES = 16
const encoder = new TextEncoder()

/** The text that was given is no secret of an invitation. The message is for whoever was invited. */
export class InvitationError extends Error {
  override name = 'InvitationError'
}

/** What an invitation's secret is good for. */
export type Invited = {
  /** by which the service finds the invitation, of which it keeps a digest; 32 hex digits */
  id: string
  /** proves a statement: HMAC-SHA256 (RFC 2104), 64 hex digits */
  prove(statement: string): Promise<string>
  /** whether the proof of a statement was made with this secret; takes the same time for each wrong one */
  proves(statement: string, proof: string): Promise<boolean>
}

/** A new secret, 22 characters of base64url. */
export function newInvitationSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * Works out of a secret, by HKDF-SHA256 (RFC 5869) with different words for each, by what the invitation is found and by
 * what a key is proven: whoever knows the one, as the service does, learns nothing of the other.
 *
 * @throws InvitationError
 */
export async function readInvitationSecret(secret: string): Promise<Invited> {
  if (!/^[A-Za-z0-9_-]{21}[AQgw]$/.test(secret))
    throw new InvitationError('This is not the whole of an invitation: it has been cut or mistyped.')
  const bytes = Uint8Array.from(atob(secret.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
    c.charCodeAt(0),
  )
  const base = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits'])
  const derived = async (info: string, bits: number): Promise<ArrayBuffer> =>
    crypto.subtle.deriveBits(
      { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(info) },
      base,
      bits,
    )
  const key = await crypto.subtle.importKey(
    'raw',
    await derived('despatch invitation proof', 256),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  )
  return {
    id: toHex(new Uint8Array(await derived('despatch invitation id', 128))),
    prove: async (statement) =>
      toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(statement)))),
    proves: async (statement, proof) => {
      const given = Uint8Array.from(proof.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))
      return crypto.subtle.verify('HMAC', key, given, encoder.encode(statement))
    },
  }
}
