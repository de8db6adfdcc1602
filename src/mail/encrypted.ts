import { soleArmor } from './armored.ts'
import { concat } from './bytes.ts'
import { HIDDEN_SUBJECT } from './compose.ts'
import { decodedBody, type Entity } from './entity.ts'
import { type SealedForm, sealedForm } from './foreign/sealed-form.ts'
import { addressHeader, HeaderError, header, mailDate, messageIdHeader, structured } from './header.ts'

/** The outer header fields of an encrypted message. */
export type EncryptedHeaders = {
  from: string
  to: readonly string[]
  date: Date
  messageId: string
  /** Further outer fields, such as the label or In-Reply-To. */
  extraHeaders?: readonly { name: string; value: string }[]
  /** Where answers go, if not to who it is from. */
  replyTo?: string
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
    headers.replyTo === undefined ? '' : addressHeader('Reply-To', [headers.replyTo]),
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
 * The sealed message in a mail from outside, or null where any of its content is not sealed: see `sealedForm` for the
 * forms that are taken. A message with readable parts beside the sealed one gets no verdict of its own: it is clear text.
 */
export function findEncrypted(raw: Uint8Array): { armored: string } | null {
  const form = findSealed(raw)
  return form === null ? null : { armored: form.armored }
}

/** As `findEncrypted`, with what is known of how it came. */
export function findSealed(raw: Uint8Array): (Omit<SealedForm, 'entity'> & { armored: string }) | null {
  const form = sealedForm(raw)
  const body = form === null ? null : decodedBody(form.entity)
  const armored = body === null ? null : soleArmor(new TextDecoder().decode(body))
  return form === null || armored === null ? null : { armored, inline: form.inline, added: form.added }
}

/** Where the sealed message must be in a mail of one of the forms; whether it is one is not looked at. */
export function sealedEntity(raw: Uint8Array): Entity | null {
  return sealedForm(raw)?.entity ?? null
}
