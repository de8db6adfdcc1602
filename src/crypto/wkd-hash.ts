/** z-base-32 (RFC 6189 §5.1.6). */
const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769'

/** The bytes in z-base-32, five bits to a character, most significant first. Whole for a number of bits that five divides. */
export function zBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >>> bits) & 31]
    }
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text
}

/**
 * What the Web Key Directory calls the key of an address (draft-koch-openpgp-webkey-service §3.1): z-base-32 of the SHA-1
 * of the local part in lower case, 32 characters. SHA-1 only makes a name here; nothing is believed for it.
 */
export async function wkdHash(localPart: string): Promise<string> {
  const bytes = new TextEncoder().encode(localPart.toLowerCase())
  return zBase32(new Uint8Array(await crypto.subtle.digest('SHA-1', bytes)))
}
