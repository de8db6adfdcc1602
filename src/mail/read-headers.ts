import { type Address, addressParser, decodeWords } from 'postal-mime'
import { parseContentType } from './content-type.ts'
import { type Field, fieldValue, fieldValues, readHead } from './fields.ts'
import { readMessageIds } from './message-id.ts'
import { MailReadError, READ_LIMITS } from './read-limits.ts'

export type ReadHeaders = {
  subject: string | null
  /** the one address that it says it is from; null where it names none, or several */
  from: string | null
  /** every address that it says it is from */
  senders: string[]
  to: string[]
  cc: string[]
  /** ISO 8601, or null where the message gives none that can be read. */
  date: string | null
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  /** Whether these fields stood inside the seal: RFC 9788, the older drafts, or not at all. */
  protection: 'hp' | 'protected-headers' | 'none'
}

const MOST_ADDRESSES = 100

/**
 * The header fields of a message or an entity. Where `protection` is not `none` they are the sender's own, and every
 * outer field must be ignored (RFC 9788 §4.2).
 *
 * @throws MailReadError
 */
export function readHeaders(message: Uint8Array): ReadHeaders {
  const head = readHead(message, { bytes: READ_LIMITS.headerBytes, fields: 500 })
  if (head === null) throw new MailReadError('The header of this message is too large to read.')
  return headersOf(head.fields)
}

/** As `readHeaders`, of fields that were read. */
export function headersOf(fields: readonly Field[]): ReadHeaders {
  const { parameters } = parseContentType(fieldValue(fields, 'content-type'))
  const subject = fieldValue(fields, 'subject')
  const date = new Date((fieldValue(fields, 'date') ?? '').slice(0, 100))
  const senders = addresses(fields, 'from')
  return {
    subject: subject === null ? null : printable(decodeWords(subject.slice(0, READ_LIMITS.field))),
    from: senders.length === 1 ? (senders[0] ?? null) : null,
    senders,
    to: addresses(fields, 'to'),
    cc: addresses(fields, 'cc'),
    date: Number.isNaN(date.getTime()) ? null : date.toISOString(),
    messageId: ids(fields, 'message-id')[0] ?? null,
    inReplyTo: ids(fields, 'in-reply-to'),
    references: ids(fields, 'references'),
    protection: parameters.has('hp')
      ? 'hp'
      : parameters.has('protected-headers')
        ? 'protected-headers'
        : 'none',
  }
}

/** The addresses of every field of that name, each once: a second one is not passed over. */
function addresses(fields: readonly Field[], name: string): string[] {
  const found = fieldValues(fields, name).flatMap((value) =>
    value.length > READ_LIMITS.field
      ? []
      : addressParser(value, { flatten: true }).flatMap((entry: Address) => entry.address ?? []),
  )
  const plain = found
    .map((address) => inAscii(printable(address).toLowerCase()))
    .filter((address) => address !== '')
  return [...new Set(plain)].slice(0, MOST_ADDRESSES)
}

/** No address here has other letters; shown as they are, they could look like those of somebody else. */
function inAscii(address: string): string {
  return address.replace(/[^\x20-\x7e]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)
}

function ids(fields: readonly Field[], name: string): string[] {
  return readMessageIds(fieldValue(fields, name) ?? '')
}

/** Without the characters that break lines or turn the reading direction. */
function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .trim()
    .slice(0, 2000)
}
