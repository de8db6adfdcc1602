import { concat } from './bytes.ts'
import { addressHeader, header, mailDate, messageIdHeader, structured } from './header.ts'
import { textPart } from './part.ts'

/**
 * The mail that tells the postmaster what is wrong with the ways to partners, a paragraph for each.
 *
 * @throws HeaderError where an address or the id is none
 */
export function composePostmasterNotice(notice: {
  from: string
  to: string
  date: Date
  messageId: string
  /** where the service is */
  origin: string
  troubles: readonly string[]
}): Uint8Array<ArrayBuffer> {
  const { from, to, date, messageId, origin, troubles } = notice
  const things = troubles.length === 1 ? 'one thing' : `${troubles.length} things`
  return concat(
    addressHeader('From', [from]),
    addressHeader('To', [to]),
    header('Subject', `Despatch: ${things} about mail to partners`),
    structured('Date', mailDate(date)),
    messageIdHeader('Message-ID', [messageId]),
    // RFC 3834 §5: nobody's holiday message answers this.
    structured('Auto-Submitted', 'auto-generated'),
    'MIME-Version: 1.0\r\n',
    textPart(
      [
        ...troubles.flatMap((trouble) => [trouble, '']),
        `This was sent by the service at ${origin}. Each is told once a day for as long as it lasts. Do not answer it.`,
        '',
      ].join('\n'),
    ),
  )
}
