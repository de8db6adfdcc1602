import { BASE64_BITS } from '../../mail/base64-decoder.ts'

/** What is longer is read piece by piece. */
const SMALL_BYTES = 64 * 1024
/** Longest line (RFC 5322 §2.1.1). */
const LONGEST_LINE = 998

const HEAD = /^-----BEGIN PGP MESSAGE-----\r?\n(?:[A-Za-z][A-Za-z-]{0,31}: [^\r\n]{0,200}\r?\n){0,10}\r?\n/
const TAIL = /(?:\r?\n=[A-Za-z0-9+/]{4})?\r?\n-----END PGP MESSAGE-----(?:\r?\n){0,2}$/
/** A head that is longer is none of the common ones; the tail is no longer. With their line ends. */
const HEAD_LENGTH = 512
const TAIL_LENGTH = 48

const LF = 0x0a
const CR = 0x0d
const PAD = 0x3d

/**
 * The binary message of a small text that is one armored message (RFC 9580 §6.2) in its commonest form: a blank line
 * after its headers, lines of whole groups of four characters, at most one checksum. It is what `createArmorReader`
 * gives of it, in a fraction of its time. Null for every other text, of which that says nothing.
 */
export function commonArmor(text: Uint8Array): Uint8Array | null {
  if (text.length > SMALL_BYTES || text[0] !== 0x2d || text[5] !== 0x42) return null
  const written = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  const head = HEAD.exec(written.toString('latin1', 0, HEAD_LENGTH))?.[0].length
  const tail = TAIL.exec(written.toString('latin1', Math.max(0, text.length - TAIL_LENGTH)))?.[0].length
  return head === undefined || tail === undefined ? null : decoded(text.subarray(head, text.length - tail))
}

/** Lines of base64, each of whole groups; the last group may be filled up. Null for anything else, and for nothing. */
function decoded(lines: Uint8Array): Uint8Array | null {
  const bytes = new Uint8Array(Math.ceil((lines.length * 3) / 4))
  let filled = 0
  for (let start = 0; start < lines.length; ) {
    const lf = lines.indexOf(LF, start)
    const next = lf < 0 ? lines.length : lf
    const end = lf > start && lines[lf - 1] === CR ? lf - 1 : next
    if ((end - start) % 4 !== 0 || end - start > LONGEST_LINE) return null
    const padded = lf < 0 && lines[end - 1] === PAD
    const whole = padded ? end - 4 : end
    for (let at = start; at < whole; at += 4) {
      const bits = group(lines, at)
      if (bits < 0) return null
      bytes[filled] = bits >> 16
      bytes[filled + 1] = bits >> 8
      bytes[filled + 2] = bits
      filled += 3
    }
    if (padded) {
      const missing = lines[end - 2] === PAD ? 2 : 1
      const bits = group(lines, whole, missing)
      if (bits < 0) return null
      bytes[filled] = bits >> 16
      if (missing === 1) bytes[filled + 1] = bits >> 8
      filled += 3 - missing
    }
    start = next + 1
  }
  return filled > 0 ? bytes.subarray(0, filled) : null
}

/** The 24 bits of four characters, of which the last may be missing; negative where one is not of the alphabet. */
function group(text: Uint8Array, at: number, missing = 0): number {
  const first = BASE64_BITS[text[at] ?? 0] ?? -1
  const second = BASE64_BITS[text[at + 1] ?? 0] ?? -1
  const third = missing > 1 ? 0 : (BASE64_BITS[text[at + 2] ?? 0] ?? -1)
  const fourth = missing > 0 ? 0 : (BASE64_BITS[text[at + 3] ?? 0] ?? -1)
  return (first << 18) | (second << 12) | (third << 6) | fourth
}
