import { createHmac } from 'node:crypto'

/**
 * What tells that the same unsealed mail has come again, 64 hex digits. Of mail that came encrypted that is its
 * SHA-256, which the arrival statement names too.
 *
 * Whoever has a digest of clear text can try what the text may have been, so of mail that came unsealed it is an
 * HMAC-SHA-256 (RFC 2104) under a key that only the service has, and nothing else is ever made of that text.
 */
export type SameMail = {
  ofUnsealed(raw: Uint8Array): string
}

/** @param key a secret that every gateway of the service shares, and that is for nothing else */
export function createSameMail(key: string): SameMail {
  return {
    ofUnsealed: (raw) => createHmac('sha256', key).update(raw).digest('hex'),
  }
}
