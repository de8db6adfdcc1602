import type { AlgorithmInfo } from 'openpgp'

/** What is too weak in a key, in words; null when nothing is. RFC 9580 §12.4 and NIST SP 800-131A: nothing below 2048 bits, no DSA, no ElGamal. */
export function weaknessOf({ algorithm, bits, curve }: AlgorithmInfo): string | null {
  if (algorithm === 'dsa') return 'a DSA key'
  if (algorithm === 'elgamal') return 'an ElGamal key'
  if (bits !== undefined && bits < 2047) return `an RSA key of ${bits} bits`
  return curve === 'secp256k1' ? 'a key of the curve secp256k1' : null
}
