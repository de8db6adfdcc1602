import type { Attachment, SimpleParserOptions } from 'mailparser'
import { type Bounce, readBounce } from '../bounce/read.ts'
import type { ReceivedReport } from '../received-report.ts'

export { type OuterHeaders, readOuterHeaders } from './outer-headers.ts'

const TYPES = {
  delivery: 'dsn',
  disposition: 'mdn',
  away: 'away',
  complaint: 'complaint',
  challenge: 'challenge',
  other: 'other',
} as const satisfies Readonly<Record<Bounce['kind'], ReceivedReport['type']>>

/** The status stands before the returned message, so the first part of a huge bounce is enough. */
const LARGEST = 512 * 1024
/** For a second opinion, which takes ten times as long. */
const LARGEST_AGAIN = 64 * 1024

/** `maxHeadSize` and `maxChildNodes` are passed on to the splitter beneath. */
const OPTIONS: SimpleParserOptions & Record<string, unknown> = {
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  maxHtmlLengthToParse: 1,
  maxHeadSize: 64 * 1024,
  maxChildNodes: 50,
}

/**
 * Reads a delivery report, a disposition notification (RFC 8098), a bounce of any form, or whatever else came to a
 * return path. Anyone may send one, so it never throws: what cannot be read is `other`.
 */
export async function readReport(raw: Uint8Array): Promise<ReceivedReport> {
  const bounded = raw.subarray(0, LARGEST)
  const bounce = readBounce(bounded)
  const unread = bounce.kind === 'other' && /multipart\/report/i.test(beginning(bounded))
  return asReport(unread ? await readAgain(bounded, bounce) : bounce)
}

function asReport(bounce: Bounce): ReceivedReport {
  const { kind, reportingMta, envelopeId, originalMessageId } = bounce
  const recipients = bounce.recipients.map(({ address, ...rest }) => ({ finalRecipient: address, ...rest }))
  return {
    type: TYPES[kind],
    dsn: kind === 'delivery' ? { reportingMta, envelopeId, recipients } : null,
    mdn: bounce.disposition,
    originalMessageId,
    envelopeId,
  }
}

/** A second opinion on a report that our reader found nothing in: its parts as mailparser takes them apart. */
async function readAgain(raw: Uint8Array, first: Bounce): Promise<Bounce> {
  try {
    // Much to load at every start, for what comes in now and then.
    const { simpleParser } = await import('mailparser')
    const { attachments } = await simpleParser(Buffer.from(raw.subarray(0, LARGEST_AGAIN)), OPTIONS)
    const part = attachments.find(({ contentType }) => MACHINE_READABLE.test(contentType))
    return part === undefined ? first : readBounce(alone(part))
  } catch {
    return first
  }
}

const MACHINE_READABLE = /^message\/(?:global-)?(?:delivery-status|disposition-notification)$/i

/** A mail that is nothing but one part. */
function alone({ contentType, content }: Attachment): Uint8Array {
  return Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), content.subarray(0, 256 * 1024)])
}

function beginning(raw: Uint8Array): string {
  return new TextDecoder('latin1').decode(raw.subarray(0, 64 * 1024))
}
