import { isAddress } from './address.ts'

/** A header that cannot be written, because what was asked for would break the message. */
export class HeaderError extends Error {
  override name = 'HeaderError'
}

/** Lines are kept to 76 characters where a space allows it (RFC 5322 §2.1.1 asks for 78). */
const WIDTH = 76

/**
 * One folded header line, CRLF included.
 *
 * Text that is not plain ASCII becomes RFC 2047 encoded words. Line breaks and control characters are refused, so
 * nothing that a person typed can begin a header of its own.
 *
 * @throws HeaderError
 */
export function header(name: string, value: string): string {
  refuseControls(name, value)
  const plain = /^[\x20-\x7e]*$/.test(value) && !value.includes('=?') && longestWord(value) < WIDTH
  return `${fold(name, plain ? value.trim() : encodedWords(value))}\r\n`
}

/**
 * One folded header line of a structured field (addresses, ids, parameters), which must be ASCII already.
 *
 * @throws HeaderError
 */
export function structured(name: string, value: string): string {
  refuseControls(name, value)
  if (!/^[\x20-\x7e]*$/.test(value) || longestWord(value) > 900) {
    throw new HeaderError(`The ${name} header cannot hold this text.`)
  }
  return `${fold(name, value.trim())}\r\n`
}

/** A header listing plain addresses. */
export function addressHeader(name: string, addresses: readonly string[]): string {
  for (const address of addresses) {
    if (!isAddress(address))
      throw new HeaderError(`The ${name} header was given something that is no address.`)
  }
  return structured(name, addresses.join(', '))
}

/** The Message-ID form of RFC 5322 §3.6.4, angle brackets included. */
export function messageIdHeader(name: string, ids: readonly string[]): string {
  for (const id of ids) {
    if (!/^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/.test(id)) {
      throw new HeaderError(`The ${name} header was given something that is no message id.`)
    }
  }
  return structured(name, ids.join(' '))
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A date as RFC 5322 §3.3 writes it, in UTC. */
export function mailDate(date: Date): string {
  if (Number.isNaN(date.getTime()))
    throw new HeaderError('The Date header was given something that is no date.')
  const two = (n: number) => String(n).padStart(2, '0')
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  return `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time} +0000`
}

/**
 * A parameter such as `filename="map.pdf"`. Anything but short plain ASCII is written as RFC 2231 says: percent
 * encoded UTF-8, in numbered pieces where it is long.
 */
export function parameter(name: string, value: string): string {
  refuseControls(name, value)
  if (/^[\x20-\x7e]{0,60}$/.test(value)) return `${name}="${value.replace(/["\\]/g, '\\$&')}"`
  const pieces: string[] = []
  let piece = ''
  for (const character of value) {
    const encoded = percentEncode(character)
    if (piece.length + encoded.length > 50) {
      pieces.push(piece)
      piece = ''
    }
    piece += encoded
  }
  pieces.push(piece)
  if (pieces.length === 1) return `${name}*=UTF-8''${piece}`
  return pieces.map((text, i) => `${name}*${i}*=${i === 0 ? "UTF-8''" : ''}${text}`).join('; ')
}

function percentEncode(character: string): string {
  if (/^[A-Za-z0-9._-]$/.test(character)) return character
  const bytes = new TextEncoder().encode(character)
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

function refuseControls(name: string, value: string): void {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,70}$/.test(name)) throw new HeaderError('A header needs a plain name.')
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029) {
      throw new HeaderError(`The ${name} header may not contain line breaks or control characters.`)
    }
  }
}

function longestWord(value: string): number {
  return value.split(' ').reduce((longest, word) => Math.max(longest, word.length), 0)
}

function fold(name: string, value: string): string {
  let folded = ''
  let line = `${name}:`
  for (const word of value.split(' ')) {
    // A line of nothing but white space would end the header for some readers, so an empty word never starts one.
    if (word !== '' && line.length + 1 + word.length > WIDTH && line.trim() !== `${name}:`) {
      folded += `${line}\r\n`
      line = ''
    }
    line += ` ${word}`
  }
  return folded + line
}

/** RFC 2047 "B" words, each at most 75 characters and never splitting a character. */
function encodedWords(value: string): string {
  const words: string[] = []
  let chunk = ''
  let size = 0
  for (const character of value.trim()) {
    const length = new TextEncoder().encode(character).length
    if (size + length > 42) {
      words.push(chunk)
      chunk = ''
      size = 0
    }
    chunk += character
    size += length
  }
  words.push(chunk)
  return words
    .map((word) => `=?UTF-8?B?${btoa(String.fromCharCode(...new TextEncoder().encode(word)))}?=`)
    .join(' ')
}
