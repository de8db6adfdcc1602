import { checkBoundary, randomBoundary } from './boundary.ts'
import { concat } from './bytes.ts'
import { addressHeader, HeaderError, header, mailDate, messageIdHeader, structured } from './header.ts'
import { filePart, multipartBody, type Part, textPart } from './part.ts'
import { toBase64Lines } from './transfer-encoding.ts'

/** The media type of the part that holds the signed terms and the data of a referral. */
export const REFERRAL_TYPE = 'application/vnd.despatch.referral+json'

/** The Subject that stands outside the seal (RFC 9788 §3.2.1, the `hcp_baseline` policy). */
export const HIDDEN_SUBJECT = '[...]'

export type MessageHeaders = {
  subject: string
  from: string
  to: readonly string[]
  date: Date
  messageId: string
}

export type ReferralMessage = {
  headers: MessageHeaders
  /** What a person reads, marking first and last. */
  text: string
  /** The exact signed text of the terms, and the sender's armored detached signature over it. */
  terms: { text: string; signature: string }
  /** The versioned rendering that turns `data` into `text`, such as `asb-incident/1`. */
  rendering: string
  data: unknown
  attachments: readonly { name: string; type: string; bytes: Uint8Array }[]
  /** Fixed for tests; drawn from `crypto.getRandomValues` otherwise. */
  boundary?: string
}

/**
 * The MIME entity that is signed and encrypted: CRLF lines, header protection by RFC 9788 (with the older
 * `protected-headers` of the mail clients that came before it).
 *
 * @throws HeaderError where an address, a header or the boundary would break the message
 */
export function composeReferral(message: ReferralMessage): Uint8Array<ArrayBuffer> {
  const { terms, rendering, data } = message
  const referral = JSON.stringify({ terms: terms.text, signature: terms.signature, rendering, data })
  return protectedEntity({
    headers: message.headers,
    ...(message.boundary === undefined ? {} : { boundary: message.boundary }),
    parts: [textPart(message.text), referralPart(referral), ...message.attachments.map(filePart)],
  })
}

/** A `multipart/mixed` payload that carries its own headers and says which of them stand outside. */
export function protectedEntity(entity: {
  headers: MessageHeaders
  parts: readonly Part[]
  /** Further header lines, made by `header` and its siblings, that are both inside and outside. */
  shared?: readonly { name: string; line: string }[]
  boundary?: string
}): Uint8Array<ArrayBuffer> {
  const boundary = checkBoundary(entity.boundary ?? randomBoundary())
  const { headers, shared = [] } = entity
  const outer = [
    { name: 'From', line: addressHeader('From', [headers.from]) },
    { name: 'To', line: addressHeader('To', headers.to) },
    { name: 'Date', line: structured('Date', mailDate(headers.date)) },
    { name: 'Message-ID', line: messageIdHeader('Message-ID', [headers.messageId]) },
    ...shared,
  ]
  const body = multipartBody(boundary, entity.parts)
  refuseCollision(entity.parts, boundary)
  return concat(
    structured(
      'Content-Type',
      `multipart/mixed; boundary="${boundary}"; hp="cipher"; protected-headers="v1"`,
    ),
    ...outer.map(({ line }) => line),
    header('Subject', headers.subject),
    'MIME-Version: 1.0\r\n',
    // RFC 9788 §2.2: a copy of each field as it stands outside, so that a reader sees what was hidden or changed.
    ...outer.map(({ line }) => structured('HP-Outer', line.replaceAll('\r\n', '').trim())),
    structured('HP-Outer', `Subject: ${HIDDEN_SUBJECT}`),
    '\r\n',
    body,
  )
}

function referralPart(json: string): Part {
  return concat(
    structured('Content-Type', REFERRAL_TYPE),
    structured('Content-Disposition', 'attachment; filename="referral.json"'),
    'Content-Transfer-Encoding: base64\r\n\r\n',
    toBase64Lines(new TextEncoder().encode(json)),
  )
}

/** A fixed boundary may have been chosen by someone who knows the text; a line that looks like one would cut it. */
function refuseCollision(parts: readonly Part[], boundary: string): void {
  const needle = new TextEncoder().encode(`--${boundary}`)
  for (const part of parts) {
    for (let at = part.indexOf(0x2d); at >= 0; at = part.indexOf(0x2d, at + 1)) {
      if (needle.every((byte, i) => part[at + i] === byte)) {
        throw new HeaderError('The boundary stands in the message; use another.')
      }
    }
  }
}
