/** Standard base64 with padding (RFC 4648 §4), small pieces only: hashes, keys, signatures. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** The value of each digit by its code; of no digit it alone has the seventh bit. */
const NO_DIGIT = 64
const DIGITS = new Uint8Array(256).fill(NO_DIGIT)
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let value = 0; value < ALPHABET.length; value += 1) DIGITS[ALPHABET.charCodeAt(value)] = value
const digitAt = (text: string, place: number): number => DIGITS[text.charCodeAt(place)] ?? NO_DIGIT

/**
 * The bytes, or null when the text is not exactly what {@link toBase64} writes for them: padding bits and white space
 * would give one value several spellings. By hand, four digits at a time, since a million salts are read.
 */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let [seen, place, at] = [0, 0, 0]
  for (; at + 2 < bytes.length; at += 3, place += 4) {
    const a = digitAt(text, place)
    const b = digitAt(text, place + 1)
    const c = digitAt(text, place + 2)
    const d = digitAt(text, place + 3)
    seen |= a | b | c | d
    bytes[at] = (a << 2) | (b >> 4)
    bytes[at + 1] = (b << 4) | (c >> 2)
    bytes[at + 2] = (c << 6) | d
  }
  let rest = 0
  if (padding > 0) {
    const c = padding === 1 ? digitAt(text, place + 2) : 0
    const held = (digitAt(text, place) << 18) | (digitAt(text, place + 1) << 12) | (c << 6)
    seen |= digitAt(text, place) | digitAt(text, place + 1) | c
    bytes[at] = held >> 16
    if (padding === 1) bytes[at + 1] = held >> 8
    rest = held & (padding === 1 ? 0xff : 0xffff)
  }
  return (seen & NO_DIGIT) === 0 && rest === 0 ? bytes : null
}

/** Digits of 32 bytes, with the padding behind them. */
export const HASH_DIGITS = 44
const PADDING = 61

/**
 * 32 bytes from their digits among other bytes, without a text or an array of their own: of a million commitments and salts.
 * @returns whether they are spelt as {@link toBase64} does
 */
export function hashFromBase64(bytes: Uint8Array, from: number, into: Uint8Array, to: number): boolean {
  let seen = 0
  for (let at = to, place = from; at < to + 30; at += 3, place += 4) {
    const a = digitIn(bytes, place)
    const b = digitIn(bytes, place + 1)
    const c = digitIn(bytes, place + 2)
    const d = digitIn(bytes, place + 3)
    // That one of them was none is seen at the end: it alone has the seventh bit.
    seen |= a | b | c | d
    into[at] = (a << 2) | (b >> 4)
    into[at + 1] = (b << 4) | (c >> 2)
    into[at + 2] = (c << 6) | d
  }
  const a = digitIn(bytes, from + 40)
  const b = digitIn(bytes, from + 41)
  const c = digitIn(bytes, from + 42)
  into[to + 30] = (a << 2) | (b >> 4)
  into[to + 31] = (b << 4) | (c >> 2)
  return ((seen | a | b | c) & NO_DIGIT) === 0 && (c & 3) === 0 && bytes[from + 43] === PADDING
}

const digitIn = (bytes: Uint8Array, place: number): number => DIGITS[bytes[place] ?? 0] ?? NO_DIGIT
