/** A bounce with a text for people, in the form of a server; addresses are invented. */
export function notice(text: string, header: Readonly<Record<string, string>> = {}): Uint8Array {
  const fields = {
    From: 'Mail Delivery System <mailer-daemon@mx.partner.test>',
    To: 'return-path@despatch.test',
    Subject: 'Undelivered mail',
    'Content-Type': 'text/plain; charset=us-ascii',
    ...header,
  }
  return mail(fields, text)
}

/** A report by RFC 3464: a text, the fields for machines, and the header of the returned message. */
export function report(
  groups: readonly string[],
  {
    text = 'Your message could not be delivered.',
    header = {},
  }: { text?: string; header?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  return mail(
    {
      From: 'Mail Delivery Subsystem <mailer-daemon@mx.partner.test>',
      To: 'return-path@despatch.test',
      Subject: 'Returned mail',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"',
      ...header,
    },
    [
      '--b',
      'Content-Type: text/plain',
      '',
      text,
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      ['Reporting-MTA: dns; mx.partner.test', ...groups].join('\n\n'),
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      'Message-ID: <sent@despatch.test>',
      'To: pat@partner.test',
      '',
      '--b--',
    ].join('\n'),
  )
}

/** The fields of one recipient. */
export const group = (
  status: string,
  diagnostic: string,
  { address = 'pat@partner.test', action = 'failed' } = {},
): string =>
  [
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    `Status: ${status}`,
    ...(diagnostic === '' ? [] : [`Diagnostic-Code: ${diagnostic}`]),
  ].join('\n')

export function mail(fields: Readonly<Record<string, string>>, body: string): Uint8Array {
  const header = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`)
  return new TextEncoder().encode(`${header.join('')}\n${body}`)
}
