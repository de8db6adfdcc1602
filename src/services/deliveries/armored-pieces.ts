/** ASCII armor (RFC 9580 §6) of a message that is never in memory as a whole. */

/** Armor for mail: lines ended by CRLF, with the checksum, which old readers want (RFC 9580 §6.1). */
const HEAD = Buffer.from('-----BEGIN PGP MESSAGE-----\r\n\r\n')
const TAIL = '-----END PGP MESSAGE-----\r\n'

/** Bytes of one line, which make 60 characters: the lines that `armorMessage` writes. */
const LINE_BYTES = 45
const LINE_CHARACTERS = 60
/** `=`, four characters, CRLF. */
const CHECKSUM_LINE = 7
const CR = 0x0d
const LF = 0x0a

/** The size in bytes of what `armoredPieces` makes of `size` bytes. */
export const armoredSize = (size: number): number =>
  HEAD.length + base64Size(size) + CHECKSUM_LINE + TAIL.length

/**
 * The armor of a binary OpenPGP message, in pieces of the order of those that it is given: the text of
 * `armorMessage`, with CRLF at the end of every line.
 */
export async function* armoredPieces(binary: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield HEAD
  let checksum = CRC24_INIT
  let rest: Uint8Array = new Uint8Array(0)
  for await (const piece of binary) {
    checksum = crc24(checksum, piece)
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const whole = bytes.length - (bytes.length % LINE_BYTES)
    if (whole > 0) yield base64Lines(bytes.subarray(0, whole))
    // A copy, so that a few bytes do not hold the whole piece.
    rest = Uint8Array.from(bytes.subarray(whole))
  }
  yield Buffer.concat([base64Lines(rest), ending(checksum)])
}

/** What `armoredPieces` makes of a message that is in memory. */
export const armoredBytes = (binary: Uint8Array): Uint8Array =>
  Buffer.concat([HEAD, base64Lines(binary), ending(crc24(CRC24_INIT, binary))])

function ending(checksum: number): Buffer {
  const bytes = Buffer.of(checksum >> 16, (checksum >> 8) & 0xff, checksum & 0xff)
  return Buffer.from(`=${bytes.toString('base64')}\r\n${TAIL}`)
}

function base64Size(size: number): number {
  const characters = Math.ceil(size / 3) * 4
  return characters + Math.ceil(characters / LINE_CHARACTERS) * 2
}

function base64Lines(bytes: Uint8Array): Buffer {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  const text = Buffer.from(base64, 'latin1')
  const out = Buffer.allocUnsafe(base64Size(bytes.length))
  let at = 0
  for (let line = 0; line < text.length; line += LINE_CHARACTERS) {
    at += text.copy(out, at, line, line + LINE_CHARACTERS)
    out[at++] = CR
    out[at++] = LF
  }
  return out
}

const CRC24_INIT = 0xb704ce
const CRC24_POLYNOMIAL = 0x864cfb

/** RFC 9580 §6.1.1, a byte at a time. */
const CRC24_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? (crc << 1) ^ CRC24_POLYNOMIAL : crc << 1
  return crc & 0xffffff
})

function crc24(before: number, bytes: Uint8Array): number {
  let crc = before
  for (let i = 0; i < bytes.length; i++)
    crc = ((crc << 8) & 0xffffff) ^ (CRC24_TABLE[(crc >> 16) ^ (bytes[i] ?? 0)] ?? 0)
  return crc
}
