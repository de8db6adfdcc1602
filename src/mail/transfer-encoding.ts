/** The transfer encodings of RFC 2045 §6, to and from bytes. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const ENCODE = new TextEncoder().encode(ALPHABET)
const PAD = 0x3d
const LINE = 76

/** Base64 in lines of 76 characters with CRLF between them and after the last. */
export function toBase64Lines(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Math.ceil(bytes.length / 3) * 4
  const out = new Uint8Array(length + Math.ceil(length / LINE) * 2)
  let at = 0
  let column = 0
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0
    const b = bytes[i + 1] ?? 0
    const c = bytes[i + 2] ?? 0
    out[at++] = ENCODE[a >> 2] ?? PAD
    out[at++] = ENCODE[((a & 3) << 4) | (b >> 4)] ?? PAD
    out[at++] = i + 1 < bytes.length ? (ENCODE[((b & 15) << 2) | (c >> 6)] ?? PAD) : PAD
    out[at++] = i + 2 < bytes.length ? (ENCODE[c & 63] ?? PAD) : PAD
    column += 4
    if (column === LINE || i + 3 >= bytes.length) {
      out[at++] = 0x0d
      out[at++] = 0x0a
      column = 0
    }
  }
  return out
}

const DECODE = new Int8Array(256).fill(-1)
for (let i = 0; i < ENCODE.length; i++) DECODE[ENCODE[i] ?? 0] = i

/** Lenient, as readers of mail must be: anything outside the alphabet is passed over, the first `=` ends it. */
export function fromBase64(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.floor((bytes.length * 3) / 4) + 3)
  let at = 0
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    if (byte === PAD) break
    const value = DECODE[byte] ?? -1
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[at++] = (held >> bits) & 0xff
    }
  }
  return out.slice(0, at)
}

const HEX = '0123456789ABCDEF'

/** Quoted-printable of a text whose lines end in CRLF; no line is longer than 76 characters. */
export function toQuotedPrintable(text: string): string {
  return text
    .split('\r\n')
    .map((line) => quoteLine(new TextEncoder().encode(line)))
    .join('\r\n')
}

function quoteLine(bytes: Uint8Array): string {
  let out = ''
  let line = ''
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    const last = i === bytes.length - 1
    const blank = byte === 0x20 || byte === 0x09
    // White space at a line's end is dropped on the way (RFC 2045 §6.7 rule 3), so it is quoted there.
    const literal = blank ? !last : byte > 0x20 && byte < 0x7f && byte !== PAD
    const piece = literal ? String.fromCharCode(byte) : `=${HEX[byte >> 4]}${HEX[byte & 15]}`
    if (line.length + piece.length > (last ? LINE : LINE - 1)) {
      out += `${line}=\r\n`
      line = ''
    }
    line += piece
  }
  return out + line
}

/** Lenient: a broken escape stands as it is. */
export function fromQuotedPrintable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length)
  let at = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte !== PAD) {
      out[at++] = byte
      continue
    }
    const first = bytes[i + 1] ?? 0
    const second = bytes[i + 2] ?? 0
    const high = hexDigit(first)
    const low = hexDigit(second)
    if (high >= 0 && low >= 0) {
      out[at++] = high * 16 + low
      i += 2
    } else if (first === 0x0d && second === 0x0a) {
      i += 2
    } else if (first === 0x0a) {
      i += 1
    } else {
      out[at++] = byte
    }
  }
  return out.slice(0, at)
}

/** The value of a hexadecimal digit, or -1. By number, since a body may be nothing but escapes. */
function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
