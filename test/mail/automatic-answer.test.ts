import { describe, expect, it } from 'vitest'
import { type AutomaticAnswer, whyNoAnswer } from '../../src/mail/automatic-answer.ts'
import { readHead } from '../../src/mail/fields.ts'

const SENDER = 'pat@partner.test'

function why(
  lines: readonly string[],
  { from = SENDER, answer = 'other' as AutomaticAnswer } = {},
): string | null {
  const head = readHead(new TextEncoder().encode(`From: ${SENDER}\r\n${lines.join('\r\n')}\r\n\r\n`))
  return whyNoAnswer({ fields: head?.fields ?? [], envelopeFrom: from }, answer)
}

describe('an automatic message', () => {
  it('may answer what a person wrote', () => {
    expect(why(['Subject: Hello', 'Auto-Submitted: no', 'Precedence: normal'])).toBeNull()
    expect(why(['Content-Type: multipart/encrypted; boundary=b'], { answer: 'delivery-report' })).toBeNull()
  })

  it.each([
    ['a mail from nobody', [], ''],
    ['a mail that was from nobody when it arrived', ['Return-Path: <>'], SENDER],
    ['a bounce', ['Content-Type: multipart/report; report-type=delivery-status; boundary=b'], SENDER],
    [
      'a notification that was displayed',
      ['Content-Type: Multipart/Report; Report-Type=disposition-notification'],
      SENDER,
    ],
    ['a part of a report sent alone', ['Content-Type: message/delivery-status'], SENDER],
    ['an answer of a machine', ['Auto-Submitted: auto-replied (vacation)'], SENDER],
    ['what a machine made', ['Auto-Submitted: Auto-Generated; owner-email="x@y.test"'], SENDER],
    ['a mailing list', ['List-Id: <list.partner.test>'], SENDER],
    ['a mailing list of the old sort', ['Precedence: list'], SENDER],
    ['bulk mail', ['Precedence: bulk'], SENDER],
    ['junk', ['Precedence: Junk'], SENDER],
    ['who asks for no answer', ['X-Auto-Response-Suppress: OOF, AutoReply'], SENDER],
    ['a mail server', [], 'MAILER-DAEMON@partner.test'],
    ['a list’s manager', [], 'list-request@partner.test'],
    ['a list’s owner', [], 'owner-list@partner.test'],
  ])('never answers %s, and says why', (_what, lines, from) => {
    expect(why(lines, { from })).toMatch(/\w\)?\.$/)
  })
})

describe('a disposition notification', () => {
  const asked = (...lines: string[]) => why(lines, { answer: 'disposition-notification' })

  it('may go to one who asked for it at his own address', () => {
    expect(asked(`Disposition-Notification-To: "Pat, of X" <${SENDER}>`)).toBeNull()
    expect(asked(`Disposition-Notification-To: ${SENDER.toUpperCase()}`)).toBeNull()
  })

  it.each([
    ['was not asked for', []],
    [
      'was asked for twice',
      [`Disposition-Notification-To: ${SENDER}`, `Disposition-Notification-To: ${SENDER}`],
    ],
    ['would go to several', [`Disposition-Notification-To: ${SENDER}, sam@partner.test`]],
    ['would go to another than bounces do', ['Disposition-Notification-To: sam@partner.test']],
    [
      'must be of a kind that we do not know',
      [
        `Disposition-Notification-To: ${SENDER}`,
        'Disposition-Notification-Options: signed-receipt-protocol=required,pkcs7',
      ],
    ],
    [
      'would answer a notification',
      [`Disposition-Notification-To: ${SENDER}`, 'Content-Type: multipart/report; boundary=b'],
    ],
  ])('is not sent when it %s', (_what, lines) => {
    expect(asked(...lines)).toMatch(/\w\)?\.$/)
  })
})
