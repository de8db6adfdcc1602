import { createHash } from 'node:crypto'

/** A line of a message is far shorter (RFC 5322 §2.1.1); of a longer one the beginning would have to wait in memory. */
const MOST_LINE = 1024 * 1024

/**
 * The digest of a message's body as DKIM has it, by relaxed canonicalisation (RFC 6376 §3.4.4): no white space at the end
 * of a line, one space for any inside it, no empty lines at the end. Lines are ended by CRLF, as everywhere in mail.
 */
export function createBodyHash() {
  const hash = createHash('sha256')
  /** The beginning of a line whose end has not come. */
  let rest = ''
  /** Empty lines that count only if something follows. */
  let empty = 0

  function take(lines: string): void {
    const text = canonical(lines)
    let end = text.length
    while (end > 0 && text.charCodeAt(end - 1) === 0x0a && text.charCodeAt(end - 2) === 0x0d) end -= 2
    const breaks = (text.length - end) / 2
    if (end === 0) {
      empty += breaks
      return
    }
    hash.update('\r\n'.repeat(empty))
    hash.update(text.slice(0, end), 'latin1')
    hash.update('\r\n')
    empty = breaks - 1
  }

  return {
    update(piece: Uint8Array): void {
      const text = rest + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1')
      const end = text.lastIndexOf('\r\n') + 2
      rest = end === 1 ? text : text.slice(end)
      if (rest.length > MOST_LINE) throw new Error('A line of the message is too long to be signed.')
      if (end > 1) take(text.slice(0, end))
    },
    /** @returns in Base64 */
    digest(): string {
      // The last line ends, whether it does or not.
      if (rest !== '') take(`${rest}\r\n`)
      return hash.digest('base64')
    },
  }
}

const canonical = (text: string): string => text.replaceAll(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n')
