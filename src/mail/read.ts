import PostalMime, {
  type Address,
  type Attachment,
  addressParser,
  decodeWords,
  type Email,
} from 'postal-mime'
import { REFERRAL_TYPE } from './compose.ts'
import { parseContentType } from './content-type.ts'
import { type Field, fieldValue, readHead } from './fields.ts'
import { safeFileName } from './file-name.ts'
import { htmlToText } from './html-text.ts'
import { readMessageIds } from './message-id.ts'
import { readReferralPart, type SignedReferral } from './referral-part.ts'
import { normaliseText } from './text.ts'

/** A message that is larger or more nested than any that this service carries. */
export class MailReadError extends Error {
  override name = 'MailReadError'
}

/** Limits on an entity that a stranger composed. */
export const READ_LIMITS = {
  bytes: 40 * 1024 * 1024,
  headerBytes: 256 * 1024,
  depth: 16,
  attachments: 100,
  /** Lines that could be delimiters: each may cost a part. */
  delimiters: 10_000,
  /** 40 MiB of base64 has 540,000; the parser keeps each line as a thing of its own, many times its size. */
  lines: 1_000_000,
} as const

export type ReadHeaders = {
  subject: string | null
  from: string | null
  to: string[]
  /** ISO 8601, or null where the message gives none that can be read. */
  date: string | null
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  /** Whether these fields stood inside the seal: RFC 9788, the older drafts, or not at all. */
  protection: 'hp' | 'protected-headers' | 'none'
}

export type ReadMessage = {
  headers: ReadHeaders
  /** In the form of `normaliseText`; an HTML body is reduced to its words. */
  text: string
  /** Null for mail that is no referral of ours, and where `defects` says why it cannot be taken for one. */
  referral: SignedReferral | null
  defects: ('referral-malformed' | 'referral-repeated')[]
  attachments: { name: string; type: string; bytes: Uint8Array }[]
}

/**
 * Reads a decrypted entity, ours or a partner's. Nothing is fetched from anywhere.
 *
 * @throws MailReadError where the entity is past a limit or cannot be read at all
 */
export async function readReferral(entity: Uint8Array): Promise<ReadMessage> {
  const headers = readHeaders(entity)
  const email = await parse(entity)
  const ours = email.attachments.filter((attachment) => attachment.mimeType === REFERRAL_TYPE)
  const others = email.attachments.filter((attachment) => attachment.mimeType !== REFERRAL_TYPE)
  const [first] = ours
  const referral = ours.length === 1 && first !== undefined ? readReferralPart(bytesOf(first)) : null
  const defects: ReadMessage['defects'] = []
  if (ours.length > 1) defects.push('referral-repeated')
  else if (ours.length === 1 && referral === null) defects.push('referral-malformed')
  return { headers, text: textOf(email, entity), referral, defects, attachments: others.map(attachmentOf) }
}

/**
 * The header fields of a message or an entity. Where `protection` is not `none` they are the sender's own, and every
 * outer field must be ignored (RFC 9788 §4.2).
 */
export function readHeaders(message: Uint8Array): ReadHeaders {
  const head = readHead(message, { bytes: READ_LIMITS.headerBytes, fields: 500 })
  if (head === null) throw new MailReadError('The header of this message is too large to read.')
  const { fields } = head
  const { parameters } = parseContentType(fieldValue(fields, 'content-type'))
  const subject = fieldValue(fields, 'subject')
  const date = new Date(fieldValue(fields, 'date') ?? '')
  return {
    subject: subject === null ? null : printable(decodeWords(subject)),
    from: addresses(fields, 'from')[0] ?? null,
    to: addresses(fields, 'to'),
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

async function parse(entity: Uint8Array): Promise<Email> {
  if (entity.length > READ_LIMITS.bytes) throw new MailReadError('This message is too large to read.')
  const { lines, delimiters } = countLines(entity)
  if (lines > READ_LIMITS.lines) throw new MailReadError('This message has too many lines.')
  if (delimiters > READ_LIMITS.delimiters) throw new MailReadError('This message has too many parts.')
  let email: Email
  try {
    email = await PostalMime.parse(entity, {
      maxNestingDepth: READ_LIMITS.depth,
      maxHeadersSize: READ_LIMITS.headerBytes,
      maxRfc822NestingDepth: 0,
      forceRfc822Attachments: true,
    })
  } catch (cause) {
    throw new MailReadError('This message cannot be read: its parts are nested too deep or too many.', {
      cause,
    })
  }
  if (email.attachments.length > READ_LIMITS.attachments) {
    throw new MailReadError('This message has too many attachments.')
  }
  return email
}

/** A part costs a delimiter line, and the parser has no limit of its own on parts, nor on lines. Counts to past the limit. */
function countLines(entity: Uint8Array): { lines: number; delimiters: number } {
  let lines = 0
  let delimiters = 0
  for (let at = entity.indexOf(0x0a); at >= 0; at = entity.indexOf(0x0a, at + 1)) {
    if (lines++ >= READ_LIMITS.lines) break
    if (entity[at + 1] === 0x2d && entity[at + 2] === 0x2d) delimiters++
  }
  return { lines, delimiters }
}

function textOf(email: Email, entity: Uint8Array): string {
  const plain = email.text ?? ''
  const text = plain.trim() === '' && email.html !== undefined ? htmlToText(email.html) : plain
  const head = new TextDecoder().decode(entity.subarray(0, 8192))
  return normaliseText(/hp-legacy-display="?1/i.test(head) ? withoutLegacyDisplay(text) : text)
}

/** The copy of hidden fields that RFC 9788 §3.3 puts at the top of the text for mail clients that cannot show them. */
function withoutLegacyDisplay(text: string): string {
  const [block, ...rest] = text.split(/\r?\n[ \t]*\r?\n/)
  const lines = (block ?? '').trim().split(/\r?\n/)
  const legacy = lines.every((line) => /^(?:subject|from|to|cc|date|followup-to)[ \t]*:/i.test(line))
  return legacy && rest.length > 0 ? rest.join('\n\n') : text
}

function attachmentOf(attachment: Attachment): ReadMessage['attachments'][number] {
  return {
    name: safeFileName(attachment.filename ?? ''),
    type: attachment.mimeType,
    bytes: bytesOf(attachment),
  }
}

function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content)
  return content instanceof Uint8Array ? content : new Uint8Array(content)
}

function addresses(fields: readonly Field[], name: string): string[] {
  const value = fieldValue(fields, name)
  if (value === null) return []
  const flat = addressParser(value, { flatten: true }).flatMap((entry: Address) => entry.address ?? [])
  return flat
    .map((address) => printable(address).toLowerCase())
    .filter((address) => address !== '')
    .slice(0, 100)
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
