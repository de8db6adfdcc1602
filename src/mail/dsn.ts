import { readHead } from './fields.ts'
import { HeaderError, mailDate } from './header.ts'
import { type Part, plainPart, textPart } from './part.ts'
import { composeReport, type ReportHeaders } from './report.ts'
import { reportLine } from './report-fields.ts'

/** RFC 3464 §2.3.3. */
export const DSN_ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const
export type DsnAction = (typeof DSN_ACTIONS)[number]

/** What a report of ours says of one recipient; `readBounce` reads those of others. */
export type RecipientStatus = {
  finalRecipient: string
  originalRecipient: string | null
  action: DsnAction
  /** An enhanced status code of RFC 3463, such as `5.1.1`; null where the field has none. */
  status: string | null
  diagnostic: string | null
}

/**
 * Composes a delivery status notification. It is sent from the empty envelope sender `<>`, to the envelope sender of
 * the message it reports on (RFC 3464 §2).
 *
 * @param original the message reported on; only its header fields are quoted, as `text/rfc822-headers`
 */
export function composeDeliveryStatus(report: {
  headers: ReportHeaders
  /** What a person reads. */
  text: string
  reportingMta: string
  envelopeId: string | null
  recipients: readonly (RecipientStatus & { remoteMta?: string; at?: Date })[]
  original: Uint8Array
}): Uint8Array<ArrayBuffer> {
  const whole = [
    reportLine('Reporting-MTA', `dns; ${report.reportingMta}`),
    report.envelopeId === null ? '' : reportLine('Original-Envelope-Id', report.envelopeId),
  ].join('')
  const groups = report.recipients.map((recipient) => recipientLines(recipient).join(''))
  return composeReport('delivery-status', report.headers, [
    textPart(report.text),
    plainPart('message/delivery-status', 'Delivery report', [whole, ...groups].join('\r\n')),
    originalHeaders(report.original),
  ])
}

function recipientLines(recipient: RecipientStatus & { remoteMta?: string; at?: Date }): string[] {
  const { originalRecipient, finalRecipient, action, status, diagnostic, remoteMta, at } = recipient
  if (status === null) throw new HeaderError('A delivery report needs a status code for every recipient.')
  return [
    originalRecipient === null ? '' : reportLine('Original-Recipient', `rfc822; ${originalRecipient}`),
    reportLine('Final-Recipient', `rfc822; ${finalRecipient}`),
    reportLine('Action', action),
    reportLine('Status', status),
    remoteMta === undefined ? '' : reportLine('Remote-MTA', `dns; ${remoteMta}`),
    diagnostic === null ? '' : reportLine('Diagnostic-Code', `smtp; ${diagnostic}`),
    at === undefined ? '' : reportLine('Last-Attempt-Date', mailDate(at)),
  ]
}

/** The header fields of the original, which say which message is meant and hold nothing that was sealed. */
function originalHeaders(original: Uint8Array): Part {
  const head = readHead(original, { bytes: 64 * 1024, fields: 300 })
  const lines = (head?.fields ?? []).map(({ name, value }) => reportLine(titled(name), value))
  return plainPart('text/rfc822-headers', 'Headers of the message', lines.join(''))
}

function titled(name: string): string {
  if (name === 'message-id') return 'Message-ID'
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
}
