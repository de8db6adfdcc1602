const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PAD = 0x3d

/** The six bits of each character of base64; -1 for every other byte. */
export const BASE64_BITS = new Int8Array(256).fill(-1)
for (let at = 0; at < ALPHABET.length; at += 1) BASE64_BITS[ALPHABET.charCodeAt(at)] = at

/**
 * Undoes base64 (RFC 2045 §6.8) that comes in pieces cut anywhere, as `fromBase64` does: anything outside the alphabet
 * is passed over, and the first `=` ends it.
 */
export function createBase64Decoder(): (piece: Uint8Array) => Uint8Array {
  let bits = 0
  let held = 0
  let ended = false
  return (piece) => {
    const out = new Uint8Array(Math.ceil((piece.length * 3) / 4) + 1)
    let at = 0
    for (let i = 0; i < piece.length && !ended; i += 1) {
      const byte = piece[i] ?? 0
      if (byte === PAD) ended = true
      const value = BASE64_BITS[byte] ?? -1
      if (value < 0) continue
      held = ((held << 6) | value) & 0xffffff
      bits += 6
      if (bits >= 8) {
        bits -= 8
        out[at++] = (held >> bits) & 0xff
      }
    }
    return out.subarray(0, at)
  }
}
