import type { Attachment, SimpleParserOptions } from 'mailparser'
import { type DeliveryStatus, readDeliveryStatus } from '../dsn.ts'
import { fieldValue, readHead } from '../fields.ts'
import { type Disposition, readDisposition } from '../mdn.ts'
import { readMessageIds } from '../message-id.ts'

export { type OuterHeaders, readOuterHeaders } from './outer-headers.ts'

export type Report = {
  type: 'dsn' | 'mdn' | 'other'
  dsn: DeliveryStatus | null
  mdn: Disposition | null
  /** The Message-ID of the message that is reported on, however the report gives it. */
  originalMessageId: string | null
  envelopeId: string | null
}

const NOTHING: Report = { type: 'other', dsn: null, mdn: null, originalMessageId: null, envelopeId: null }

/** The status stands before the returned message, so the first part of a huge bounce is enough. */
const LARGEST = 512 * 1024

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
 * Reads a delivery report (RFC 3464), a disposition notification (RFC 8098) or whatever else came to a return path.
 * Anyone may send one, so it never throws: what cannot be read is `other`.
 */
export async function readReport(raw: Uint8Array): Promise<Report> {
  const bounded = raw.subarray(0, LARGEST)
  const parts = await reportParts(bounded)
  const status = parts.find(({ type }) => type === 'message/delivery-status')
  const dsn = status === undefined ? null : readDeliveryStatus(status.text)
  const notification = parts.find(({ type }) => type === 'message/disposition-notification')
  const mdn = notification === undefined ? null : readDisposition(notification.text)
  const envelopeId = dsn?.envelopeId ?? null
  const returned = mdn?.originalMessageId ?? returnedMessageId(parts) ?? quotedMessageId(bounded)
  if (dsn !== null && dsn.recipients.length > 0) {
    return { type: 'dsn', dsn, mdn: null, originalMessageId: returned, envelopeId }
  }
  if (mdn !== null) return { type: 'mdn', dsn: null, mdn, originalMessageId: returned, envelopeId: null }
  return { ...NOTHING, originalMessageId: returned, envelopeId }
}

type ReportPart = { type: string; text: string }

async function reportParts(raw: Uint8Array): Promise<ReportPart[]> {
  try {
    // Much to load at every start, for what comes in now and then.
    const { simpleParser } = await import('mailparser')
    const mail = await simpleParser(Buffer.from(raw), OPTIONS)
    return mail.attachments.map(({ contentType, content }: Attachment) => ({
      type: contentType.toLowerCase(),
      text: content.subarray(0, 256 * 1024).toString('utf8'),
    }))
  } catch {
    return []
  }
}

function returnedMessageId(parts: readonly ReportPart[]): string | null {
  const returned = parts.find(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers')
  const head = returned === undefined ? null : readHead(new TextEncoder().encode(returned.text))
  return head === null ? null : (readMessageIds(fieldValue(head.fields, 'message-id') ?? '')[0] ?? null)
}

/** Bounces older than RFC 3464 quote the returned message's header somewhere in their text. */
function quotedMessageId(raw: Uint8Array): string | null {
  const head = readHead(raw)
  if (head === null) return null
  const body = new TextDecoder().decode(raw.subarray(head.bodyStart, head.bodyStart + 256 * 1024))
  const line = /^[>| \t]{0,10}Message-ID:[ \t]{0,10}(?:\r?\n[ \t]{1,10})?(<[^<>\s]{1,250}>)/im.exec(body)
  return line?.[1] ?? null
}
