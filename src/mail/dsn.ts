import { fieldValue, readHead } from './fields.ts'
import { HeaderError, mailDate } from './header.ts'
import { type Part, plainPart, textPart } from './part.ts'
import { composeReport, type ReportHeaders } from './report.ts'
import { addressValue, plainText, readGroups, reportLine, typedValue } from './report-fields.ts'

/** RFC 3464 §2.3.3. */
export const DSN_ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const
export type DsnAction = (typeof DSN_ACTIONS)[number]

export type DeliveryStatus = {
  reportingMta: string | null
  /** The ENVID of the transaction that is reported on. */
  envelopeId: string | null
  recipients: RecipientStatus[]
}

export type RecipientStatus = {
  finalRecipient: string
  originalRecipient: string | null
  action: DsnAction
  /** An enhanced status code of RFC 3463, such as `5.1.1`; null where the field has none. */
  status: string | null
  diagnostic: string | null
}

const MOST = 100

/**
 * Reads the fields of a `message/delivery-status` part (RFC 3464 §2). Addresses are in lower case. Groups that lack a
 * recipient or a known action are left out, as are all beyond 100 recipients.
 */
export function readDeliveryStatus(text: string): DeliveryStatus {
  const groups = readGroups(text)
  const whole = groups.find((fields) => fieldValue(fields, 'reporting-mta') !== null) ?? groups[0] ?? []
  const envelopeId = fieldValue(whole, 'original-envelope-id')
  const recipients: RecipientStatus[] = []
  for (const fields of groups) {
    const finalRecipient =
      addressValue(fields, 'final-recipient') ?? addressValue(fields, 'original-recipient')
    const word = (fieldValue(fields, 'action') ?? '').toLowerCase().match(/^[a-z]+/)?.[0]
    const action = DSN_ACTIONS.find((known) => known === word)
    if (finalRecipient === null || action === undefined || recipients.length >= MOST) continue
    recipients.push({
      finalRecipient,
      originalRecipient: addressValue(fields, 'original-recipient'),
      action,
      status: /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fieldValue(fields, 'status') ?? '')?.[1] ?? null,
      diagnostic: typedValue(fields, 'diagnostic-code'),
    })
  }
  return {
    reportingMta: typedValue(whole, 'reporting-mta'),
    envelopeId: envelopeId === null ? null : plainText(envelopeId) || null,
    recipients,
  }
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
