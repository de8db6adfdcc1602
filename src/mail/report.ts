import { checkBoundary, randomBoundary } from './boundary.ts'
import { concat } from './bytes.ts'
import { addressHeader, header, mailDate, messageIdHeader, structured } from './header.ts'
import { multipartBody, type Part } from './part.ts'

export type ReportHeaders = {
  from: string
  to: string
  date: Date
  messageId: string
  subject: string
  /** The message that this report is about. */
  about?: string
  boundary?: string
}

/** A `multipart/report` (RFC 6522), always the outermost type of its message. */
export function composeReport(
  type: 'delivery-status' | 'disposition-notification',
  headers: ReportHeaders,
  parts: readonly Part[],
): Uint8Array<ArrayBuffer> {
  const boundary = checkBoundary(headers.boundary ?? randomBoundary())
  const about = headers.about
  return concat(
    addressHeader('From', [headers.from]),
    addressHeader('To', [headers.to]),
    structured('Date', mailDate(headers.date)),
    messageIdHeader('Message-ID', [headers.messageId]),
    header('Subject', headers.subject),
    about === undefined
      ? ''
      : messageIdHeader('In-Reply-To', [about]) + messageIdHeader('References', [about]),
    // RFC 3834 §3.1.7: so that no machine answers a machine.
    'Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n',
    structured('Content-Type', `multipart/report; report-type=${type}; boundary="${boundary}"`),
    '\r\n',
    multipartBody(boundary, parts),
  )
}
