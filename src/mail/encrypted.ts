import { soleArmor } from './armored.ts'
import { concat } from './bytes.ts'
import { HIDDEN_SUBJECT } from './compose.ts'
import { decodedBody, type Entity, readEntity, splitMultipart } from './entity.ts'
import { addressHeader, HeaderError, header, mailDate, messageIdHeader, structured } from './header.ts'

/** The outer header fields of an encrypted message. */
export type EncryptedHeaders = {
  from: string
  to: readonly string[]
  date: Date
  messageId: string
  /** Further outer fields, such as the label or In-Reply-To. */
  extraHeaders?: readonly { name: string; value: string }[]
  /** Where the reader's mail client is asked to send its disposition notification (RFC 8098 §2.1). */
  notificationTo?: string
}

export type EncryptedMessage = EncryptedHeaders & {
  /** The armored OpenPGP message. */
  armored: string
}

/** Fields that only this composer writes. */
const OWN =
  /^(?:from|to|cc|bcc|date|message-id|subject|mime-version|content-.*|sender|reply-to|disposition-notification-to|return-path|resent-.*)$/i

/**
 * A PGP/MIME message ready for SMTP (RFC 3156 §4). Everything in it comes from the arguments, so the same delivery
 * tried again is the same message, byte for byte.
 *
 * @throws HeaderError
 */
export function composeEncrypted(message: EncryptedMessage): Uint8Array<ArrayBuffer> {
  const armored = soleArmor(message.armored)
  if (armored === null) throw new HeaderError('The sealed message must be one armored OpenPGP message.')
  const { before, after } = encryptedFrame(message)
  return concat(before, armored.replaceAll('\n', '\r\n'), after)
}

/**
 * What stands before and after the armored message (its lines ended by CRLF, and nothing but it) in what
 * `composeEncrypted` makes, for a message that is not in memory as a whole.
 *
 * @throws HeaderError
 */
export function encryptedFrame(headers: EncryptedHeaders): {
  before: Uint8Array<ArrayBuffer>
  after: Uint8Array<ArrayBuffer>
} {
  const extra = (headers.extraHeaders ?? []).map(({ name, value }) => {
    if (OWN.test(name)) throw new HeaderError(`The ${name} header is not an extra header.`)
    return /^[\x20-\x7e]*$/.test(value) ? structured(name, value) : header(name, value)
  })
  // Armor has no line that begins with two hyphens and these words, so the boundary may be derived.
  const boundary = `=_sealed_${headers.messageId.replace(/[^A-Za-z0-9.-]/g, '').slice(0, 56)}`
  const before = concat(
    addressHeader('From', [headers.from]),
    addressHeader('To', headers.to),
    structured('Date', mailDate(headers.date)),
    messageIdHeader('Message-ID', [headers.messageId]),
    structured('Subject', HIDDEN_SUBJECT),
    ...extra,
    headers.notificationTo === undefined
      ? ''
      : addressHeader('Disposition-Notification-To', [headers.notificationTo]),
    'MIME-Version: 1.0\r\n',
    structured(
      'Content-Type',
      `multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`,
    ),
    '\r\nThis is an OpenPGP/MIME encrypted message (RFC 3156).\r\n\r\n',
    `--${boundary}\r\n${VERSION_PART}\r\n--${boundary}\r\n${SEALED_PART_HEADER}`,
  )
  return { before, after: concat(`\r\n--${boundary}--\r\n`) }
}

const VERSION_PART =
  'Content-Type: application/pgp-encrypted\r\nContent-Description: PGP/MIME version identification\r\n' +
  '\r\nVersion: 1\r\n'

const SEALED_PART_HEADER =
  'Content-Type: application/octet-stream; name="encrypted.asc"\r\n' +
  'Content-Description: OpenPGP encrypted message\r\n' +
  'Content-Disposition: inline; filename="encrypted.asc"\r\n\r\n'

/**
 * The sealed message in a mail from outside, or null where any of its content is not sealed.
 *
 * Three forms are taken: `multipart/encrypted` (RFC 3156), the `multipart/mixed` with the same two parts that
 * Exchange makes of it (also with the blank text part it may put first), and a plain body that is one armored message
 * and nothing else. A message with readable parts beside the sealed one gets no verdict of its own: it is clear text.
 */
export function findEncrypted(raw: Uint8Array): { armored: string } | null {
  const entity = sealedEntity(raw)
  const body = entity === null ? null : decodedBody(entity)
  const armored = body === null ? null : soleArmor(new TextDecoder().decode(body))
  return armored === null ? null : { armored }
}

/** Where the sealed message must be in a mail of one of the three forms; whether it is one is not looked at. */
export function sealedEntity(raw: Uint8Array): Entity | null {
  const root = readEntity(raw)
  if (root === null) return null
  const { type, parameters } = root.contentType
  if (type === 'text/plain') return root
  if (type !== 'multipart/encrypted' && type !== 'multipart/mixed') return null
  const parts = splitMultipart(root.body, parameters.get('boundary') ?? '', 3)?.map(readEntity)
  if (parts === undefined) return null
  const [first, ...rest] = parts
  const [version, sealed, ...more] = type === 'multipart/mixed' && isBlankText(first) ? rest : parts
  return more.length > 0 || !isVersion(version) || !isSealed(sealed) ? null : sealed
}

function isVersion(part: Entity | null | undefined): boolean {
  return part?.contentType.type === 'application/pgp-encrypted' && /^Version:[ \t]*1$/i.test(shortText(part))
}

function isSealed(part: Entity | null | undefined): part is Entity {
  return part?.contentType.type === 'application/octet-stream'
}

function isBlankText(part: Entity | null | undefined): boolean {
  return part?.contentType.type === 'text/plain' && shortText(part) === ''
}

/** What is to be read in a part that ought to hold next to nothing; a large one is not even decoded. */
function shortText(part: Entity): string {
  const body = part.body.length > 2000 ? null : decodedBody(part)
  return body === null ? 'too long' : new TextDecoder().decode(body).trim()
}
