import { BASE64_BITS } from './base64-decoder.ts'

/** Reads armor that comes in pieces; both answer false as soon as the text is anything but one armored message. */
export type ArmorReader = { push(piece: Uint8Array): boolean; end(): boolean }

const BEGIN = '-----BEGIN PGP MESSAGE-----'
const END = '-----END PGP MESSAGE-----'
const MOST_HEADERS = 10
/** A line that is no longer is not one that format=flowed had to end. */
const WRAPPED = 50
/** Lines that are looked at: 40 MiB in lines of 48 characters, each followed by a blank one. */
const MOST_LINES = 1_800_000
/** Longest line (RFC 5322 §2.1.1). */
const LONGEST_LINE = 998
/** Bytes that are given on at once. */
const BLOCK = 16 * 1024

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09
const PAD = 0x3d
const isBlank = (byte: number) => byte === SPACE || byte === TAB || byte === CR

/**
 * Reads a text that is to be one armored message (RFC 9580 §6.2) and nothing else but blank space around it, as
 * `soleArmor` does, in pieces cut anywhere and in little memory. The checksum is not compared: RFC 9580 §6.1 asks that
 * nothing is refused for it.
 *
 * @param onData is given the binary message in blocks, each valid during the call only; it may throw
 */
export function createArmorReader(onData: (bytes: Uint8Array) => void): ArmorReader {
  const line = new Uint8Array(LONGEST_LINE + 4)
  let length = 0
  let lines = 0
  let headers = 0
  let at: 'begin' | 'headers' | 'data' | 'padded' | 'checked' | 'end' = 'begin'
  const block = new Uint8Array(BLOCK)
  let filled = 0
  let bits = 0
  let held = 0
  let given = false
  let flowing = false

  const flush = () => {
    if (filled > 0) onData(block.subarray(0, filled))
    given ||= filled > 0
    filled = 0
  }

  /** One line of base64, into the block; false where it is none. */
  const data = (end: number): boolean => {
    let i = 0
    for (; i < end; i += 1) {
      const value = BASE64_BITS[line[i] ?? 0] ?? -1
      if (value < 0) break
      held = ((held << 6) | value) & 0xffffff
      bits += 6
      if (bits >= 8) {
        bits -= 8
        block[filled++] = (held >> bits) & 0xff
      }
    }
    if (i === end) return true
    // At the very end up to two signs fill the last four characters.
    if (i === 0 || end - i > 2 || line[i] !== PAD || line[end - 1] !== PAD) return false
    at = 'padded'
    return true
  }

  const text = (end: number) => String.fromCharCode(...line.subarray(0, end))

  const isChecksum = (end: number): boolean => {
    if (end !== 5 || line[0] !== PAD) return false
    for (let i = 1; i < 5; i += 1) if ((BASE64_BITS[line[i] ?? 0] ?? -1) < 0) return false
    return true
  }

  /** Takes the line that is held; false where it has no place. */
  const take = (): boolean => {
    let end = length
    length = 0
    const returned = line[end - 1] === CR ? end - 1 : end
    while (end > 0 && isBlank(line[end - 1] ?? 0)) end -= 1
    lines += 1
    if (lines > MOST_LINES) return false
    if (end === 0) {
      if (at === 'headers') at = 'data'
      return true
    }
    if (at === 'end') return false
    if (at === 'begin') {
      // A byte order mark may stand before everything.
      let start = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0
      while (isBlank(line[start] ?? 0)) start += 1
      line.copyWithin(0, start, end)
      at = 'headers'
      return text(end - start) === BEGIN
    }
    if (line[0] === 0x2d) {
      at = 'end'
      flush()
      return given && text(end) === END
    }
    if (at === 'headers' && /^[A-Za-z-]{1,32}: .{0,200}$/.test(text(end))) {
      headers += 1
      flowing = returned > WRAPPED && returned === end + 1 && line[end] === SPACE
      return headers <= MOST_HEADERS
    }
    if (at === 'headers' && flowing && end <= 200) {
      // RFC 3676 §4.2: a line that ends in a space goes on in the next, as a long comment does.
      flowing = false
      return true
    }
    if (at === 'headers') {
      // Some mailers drop the blank line; then there are no headers either.
      if (headers > 0) return false
      at = 'data'
    }
    if (at === 'data' || at === 'padded') {
      if (isChecksum(end)) {
        at = 'checked'
        return true
      }
      if (at === 'padded' || !data(end)) return false
      if (filled > BLOCK - LONGEST_LINE) flush()
      return true
    }
    return false
  }

  return {
    push(piece) {
      for (let start = 0; start < piece.length; ) {
        const lf = piece.indexOf(LF, start)
        const end = lf < 0 ? piece.length : lf
        if (length + end - start > line.length) return false
        line.set(piece.subarray(start, end), length)
        length += end - start
        start = end + 1
        if (lf >= 0 && !take()) return false
      }
      return true
    },
    end() {
      if (!take()) return false
      if (at !== 'end') flush()
      return at === 'end'
    },
  }
}
