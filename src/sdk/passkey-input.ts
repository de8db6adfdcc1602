/**
 * What the PRF of a passkey is asked about: the same for every passkey of a service, since whose it is shows only when it
 * is used. Each passkey answers with 32 octets of its own (WebAuthn Level 3 §10.1.4).
 */
export const prfInput = (origin: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`despatch passkey/1 ${origin}`)
