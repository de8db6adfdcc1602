import { parseContentType } from '../content-type.ts'
import { type Field, fieldValue, readHead } from '../fields.ts'
import { htmlToText } from '../html-text.ts'
import { fromBase64, fromQuotedPrintable } from '../transfer-encoding.ts'
import { eachDelimited } from './delimited.ts'

/** A part of a mail with its text decoded; `bytes` is its body as decoded, for a message within the message. */
export type MailPart = { type: string; name: string | null; text: string; bytes: Uint8Array }

/** A mail as a reader of bounces needs it: its header and its parts in order, however badly it was put together. */
export type MailParts = {
  fields: readonly Field[]
  type: string
  reportType: string | null
  parts: MailPart[]
}

/** Bounds on what a stranger may have made. The status stands before the returned message, so the beginning is enough. */
export const PART_LIMITS = {
  bytes: 512 * 1024,
  head: { bytes: 128 * 1024, fields: 400 },
  partText: 128 * 1024,
  parts: 60,
  depth: 6,
} as const

const NOTHING: MailParts = { fields: [], type: 'text/plain', reportType: null, parts: [] }

/**
 * Takes a mail apart, as leniently as mail servers compose their bounces: a missing last delimiter ends with the mail,
 * a multipart without any delimiter is its text, an unknown charset is read as Latin. A message within is one part.
 * Never throws.
 */
export function readParts(raw: Uint8Array): MailParts {
  const bytes = raw.subarray(0, PART_LIMITS.bytes)
  const head = readHead(bytes, PART_LIMITS.head)
  if (head === null) return NOTHING
  const { type, parameters } = parseContentType(fieldValue(head.fields, 'content-type'))
  const parts: MailPart[] = []
  collect(head.fields, bytes.subarray(head.bodyStart), parts, 0)
  return {
    fields: head.fields,
    type,
    reportType: parameters.get('report-type')?.toLowerCase() ?? null,
    parts,
  }
}

function collect(fields: readonly Field[], body: Uint8Array, into: MailPart[], depth: number): void {
  if (into.length >= PART_LIMITS.parts) return
  const { type, parameters } = parseContentType(fieldValue(fields, 'content-type'))
  const boundary = parameters.get('boundary') ?? ''
  if (/^multipart\//.test(type) && boundary !== '' && depth < PART_LIMITS.depth) {
    let found = false
    for (const part of eachDelimited(body, boundary)) {
      found = true
      if (into.length >= PART_LIMITS.parts) return
      const head = readHead(part, PART_LIMITS.head)
      if (head !== null) collect(head.fields, part.subarray(head.bodyStart), into, depth + 1)
    }
    if (found) return
  }
  const decoded = decodeTransfer(fieldValue(fields, 'content-transfer-encoding'), body)
  const leaf = /^multipart\//.test(type) ? 'text/plain' : type
  const text = decodeText(decoded.subarray(0, PART_LIMITS.partText), parameters.get('charset'))
  const disposition = parseContentType(fieldValue(fields, 'content-disposition')).parameters
  into.push({
    type: leaf,
    name: disposition.get('filename') ?? parameters.get('name') ?? null,
    // A NUL has no place in a mail (RFC 5322 §4), nor in any text that a database keeps.
    text: (leaf === 'text/html' ? htmlToText(text) : text).replace(/\r\n?/g, '\n').replaceAll('\0', ' '),
    bytes: decoded,
  })
}

function decodeTransfer(encoding: string | null, body: Uint8Array): Uint8Array {
  const name = (encoding ?? '').trim().toLowerCase()
  if (name === 'base64') return fromBase64(body)
  if (name === 'quoted-printable') return fromQuotedPrintable(body)
  return body
}

function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  try {
    return new TextDecoder(charset?.trim().toLowerCase() || 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
