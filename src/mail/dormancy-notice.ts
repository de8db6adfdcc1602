import { concat } from './bytes.ts'
import { addressHeader, header, mailDate, messageIdHeader, structured } from './header.ts'
import { textPart } from './part.ts'

/**
 * The mail that tells somebody, at an ordinary address, that their account is to be suspended since they do not use it. It
 * travels in clear and names nobody.
 *
 * @param notice `suspendedAt`: when, unless they sign in before; `origin`: where
 * @throws HeaderError where an address or the id is none
 */
export function composeDormancyNotice(notice: {
  from: string
  to: string
  date: Date
  messageId: string
  origin: string
  suspendedAt: Date
}): Uint8Array<ArrayBuffer> {
  const { from, to, date, messageId, origin, suspendedAt } = notice
  return concat(
    addressHeader('From', [from]),
    addressHeader('To', [to]),
    header('Subject', 'Despatch: your account has not been used'),
    structured('Date', mailDate(date)),
    messageIdHeader('Message-ID', [messageId]),
    // RFC 3834 §5: nobody's holiday message answers this.
    structured('Auto-Submitted', 'auto-generated'),
    'MIME-Version: 1.0\r\n',
    textPart(
      [
        `Your account has not been used for a long time. It is suspended on ${suspendedAt.toISOString().slice(0, 10)}, unless you use it before.`,
        '',
        `To use it, sign in: ${origin}`,
        '',
        'Once it is suspended, your team manager or liaison officer can lift that.',
        'This notice was sent by a machine. Do not answer it.',
        '',
      ].join('\n'),
    ),
  )
}
