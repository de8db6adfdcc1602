const encoder = new TextEncoder()

/** Lower-case hex of the bytes. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The 32 bytes of the SHA-256 digest (FIPS 180-4). */
export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  // The copy gives Web Crypto a plain ArrayBuffer whatever memory the caller's bytes are a view of.
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)))

/** SHA-256 as the 64 lower-case hex digits that statements carry; text is taken as its UTF-8 bytes. */
export const sha256Hex = async (content: Uint8Array | string): Promise<string> =>
  toHex(await sha256(typeof content === 'string' ? encoder.encode(content) : content))
