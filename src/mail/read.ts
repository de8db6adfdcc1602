import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { REFERRAL_TYPE } from './compose.ts'
import { safeFileName } from './file-name.ts'
import { htmlToText } from './html-text.ts'
import { withoutLegacyDisplay } from './legacy-display.ts'
import { type ReadHeaders, readHeaders } from './read-headers.ts'
import { MailReadError, READ_LIMITS, refuseTooLarge } from './read-limits.ts'
import { readReferralPart, type SignedReferral } from './referral-part.ts'
import { normaliseText } from './text.ts'

export { type ReadHeaders, readHeaders } from './read-headers.ts'
export { MailReadError, READ_LIMITS } from './read-limits.ts'

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

async function parse(entity: Uint8Array): Promise<Email> {
  refuseTooLarge(entity)
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

function textOf(email: Email, entity: Uint8Array): string {
  const plain = email.text ?? ''
  const text = plain.trim() === '' && email.html !== undefined ? htmlToText(email.html) : plain
  const head = new TextDecoder().decode(entity.subarray(0, 8192))
  return normaliseText(/hp-legacy-display="?1/i.test(head) ? withoutLegacyDisplay(text) : text)
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
