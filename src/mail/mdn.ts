import { type Field, fieldValue } from './fields.ts'
import { readMessageIds } from './message-id.ts'
import { plainPart, textPart } from './part.ts'
import { composeReport, type ReportHeaders } from './report.ts'
import { addressValue, plainText, readGroups, reportLine } from './report-fields.ts'

export type Disposition = {
  finalRecipient: string | null
  originalRecipient: string | null
  originalMessageId: string | null
  /** What was done with the message, in lower case: `displayed`, `deleted`, `dispatched`, `processed`, … */
  disposition: string
  /** How it came about, in lower case: `manual-action/mdn-sent-manually`, … */
  mode: string
  /** What went with it, in lower case (RFC 8098 §3.2.6.3): `error`, `failed`, `warning`, … */
  modifiers: string[]
  /** The words of the Error or Failure field, if there is one. */
  problem: string | null
}

/**
 * Reads the fields of a `message/disposition-notification` part (RFC 8098 §3). Null where there is no disposition.
 * Such a report proves nothing about who read what: it is evidence of strength *reported*.
 */
export function readDisposition(text: string): Disposition | null {
  const fields: Field[] = readGroups(text).flat()
  const value = (fieldValue(fields, 'disposition') ?? '').toLowerCase().slice(0, 500)
  // Some clients leave out how it came about, and write what was done alone.
  const match =
    /^([a-z-]{1,40}[ \t]{0,5}\/[ \t]{0,5}[a-z-]{1,40})[ \t]{0,5};[ \t]{0,5}([a-z-]{1,40})(.{0,200})/.exec(
      value,
    ) ?? /^()(displayed|deleted|denied|dispatched|processed|failed)\b(.{0,200})/.exec(value)
  if (match === null) return null
  const [, mode = '', disposition = '', rest = ''] = match
  return {
    finalRecipient: addressValue(fields, 'final-recipient'),
    originalRecipient: addressValue(fields, 'original-recipient'),
    originalMessageId: readMessageIds(fieldValue(fields, 'original-message-id') ?? '')[0] ?? null,
    disposition,
    mode: mode.replace(/[ \t]/g, ''),
    modifiers: rest.match(/[a-z][a-z-]{0,40}/g) ?? [],
    problem: plainText(fieldValue(fields, 'error') ?? fieldValue(fields, 'failure') ?? '', 200) || null,
  }
}

/**
 * Composes the notification that a person's mail client sends when asked to (RFC 8098): sent by hand, message shown.
 * It is never composed in answer to a bounce or to another notification; that is for the caller to see to.
 */
export function composeDisposition(notification: {
  headers: ReportHeaders
  text: string
  reportingAgent: string
  finalRecipient: string
  originalMessageId: string
  disposition?: 'displayed' | 'deleted'
}): Uint8Array<ArrayBuffer> {
  const { finalRecipient, originalMessageId, disposition = 'displayed' } = notification
  return composeReport('disposition-notification', notification.headers, [
    textPart(notification.text),
    plainPart(
      'message/disposition-notification',
      null,
      [
        reportLine('Reporting-UA', notification.reportingAgent),
        reportLine('Final-Recipient', `rfc822; ${finalRecipient}`),
        reportLine('Original-Message-ID', originalMessageId),
        reportLine('Disposition', `manual-action/MDN-sent-manually; ${disposition}`),
      ].join(''),
    ),
  ])
}
