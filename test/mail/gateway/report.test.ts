import { describe, expect, it } from 'vitest'
import { composeDeliveryStatus, type RecipientStatus } from '../../../src/mail/dsn.ts'
import { composeEncrypted } from '../../../src/mail/encrypted.ts'
import { readOuterHeaders } from '../../../src/mail/gateway/outer-headers.ts'
import { readReport } from '../../../src/mail/gateway/report.ts'
import { composeDisposition } from '../../../src/mail/mdn.ts'
import { msOf } from '../../setup/thread-time.ts'

const original = composeEncrypted({
  from: 'asb.team@liverpool.gcsx.gov.test',
  to: ['intelligence@merseyside.pnn.police.test'],
  date: new Date('2010-03-04T09:30:00Z'),
  messageId: '<abc@despatch.test>',
  armored: '-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n',
})

const headers = {
  from: 'mailer-daemon@merseyside.pnn.police.test',
  to: 'returnpath@despatch.test',
  date: new Date('2010-03-04T09:31:00Z'),
  messageId: '<r1@merseyside.pnn.police.test>',
  subject: 'Delivery report',
}

const status = (change: Partial<RecipientStatus> = {}): RecipientStatus => ({
  finalRecipient: 'intelligence@merseyside.pnn.police.test',
  originalRecipient: 'intelligence@merseyside.pnn.police.test',
  action: 'delivered',
  status: '2.1.5',
  diagnostic: null,
  ...change,
})

const dsn = (recipient: RecipientStatus, envelopeId: string | null = 'env-1') =>
  composeDeliveryStatus({
    headers,
    text: 'The message was delivered.',
    reportingMta: 'mx.merseyside.pnn.police.test',
    envelopeId,
    recipients: [recipient],
    original,
  })

describe('a delivery report', () => {
  it('is composed as RFC 3464 says, multipart/report outermost, with the headers of the original', () => {
    const text = new TextDecoder().decode(dsn(status()))
    expect(text).toMatch(/Content-Type: multipart\/report; report-type=delivery-status;/)
    expect(text).toContain('Content-Type: message/delivery-status')
    expect(text).toContain('Content-Type: text/rfc822-headers')
    expect(text).toContain('Message-ID: <abc@despatch.test>')
    expect(text).toContain('Auto-Submitted: auto-replied')
    expect(text).not.toContain('BEGIN PGP')
  })

  it('is read back: recipient, action, status, envelope id, message', async () => {
    expect(await readReport(dsn(status()))).toMatchObject({
      type: 'dsn',
      mdn: null,
      originalMessageId: '<abc@despatch.test>',
      envelopeId: 'env-1',
      dsn: {
        reportingMta: 'mx.merseyside.pnn.police.test',
        envelopeId: 'env-1',
        recipients: [
          { ...status(), diagnostic: '', reason: 'delivered', transient: false, hardBounce: false },
        ],
      },
    })
  })

  it('says why it failed', async () => {
    const failed = status({ action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 No such mailbox' })
    expect((await readReport(dsn(failed, null))).dsn).toMatchObject({
      envelopeId: null,
      recipients: [
        {
          ...failed,
          replyCode: '550',
          reason: 'userunknown',
          sentence: 'There is no such mailbox at that address.',
          hardBounce: true,
        },
      ],
    })
  })

  it('cannot be given fields of its own by a diagnostic', async () => {
    const hostile = status({ diagnostic: 'x\r\nAction: failed\r\n\r\nFinal-Recipient: rfc822; y@z.test' })
    expect((await readReport(dsn(hostile))).dsn?.recipients).toMatchObject([
      status({ diagnostic: 'x Action: failed Final-Recipient: rfc822; y@z.test' }),
    ])
  })
})

describe('a disposition notification', () => {
  const mdn = composeDisposition({
    headers: { ...headers, from: 'intelligence@merseyside.pnn.police.test', subject: 'Read' },
    text: 'The message was shown.',
    reportingAgent: 'mail client',
    finalRecipient: 'intelligence@merseyside.pnn.police.test',
    originalMessageId: '<abc@despatch.test>',
  })

  it('is composed and read as RFC 8098 says', async () => {
    expect(new TextDecoder().decode(mdn)).toContain('Disposition: manual-action/MDN-sent-manually; displayed')
    expect(await readReport(mdn)).toEqual({
      type: 'mdn',
      dsn: null,
      envelopeId: null,
      originalMessageId: '<abc@despatch.test>',
      mdn: {
        finalRecipient: 'intelligence@merseyside.pnn.police.test',
        originalRecipient: null,
        originalMessageId: '<abc@despatch.test>',
        disposition: 'displayed',
        mode: 'manual-action/mdn-sent-manually',
        modifiers: [],
        problem: null,
      },
    })
  })
})

describe('whatever else comes to a return path', () => {
  const bytes = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'))

  it('still tells which message it is about when it only quotes it', async () => {
    const raw = bytes(
      'From: x@y.test',
      '',
      'Hi. This is the qmail-send program.',
      '',
      'Message-ID: <abc@despatch.test>',
    )
    expect(await readReport(raw)).toMatchObject({ type: 'other', originalMessageId: '<abc@despatch.test>' })
  })

  it.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['noise', () => crypto.getRandomValues(new Uint8Array(60_000))],
    ['a header without end', () => bytes(`X: ${'y'.repeat(3_000_000)}`)],
    ['50,000 header fields', () => bytes(...Array.from({ length: 50_000 }, (_, i) => `X-${i}: y`), '', 'z')],
    [
      '20,000 parts',
      () =>
        bytes('Content-Type: multipart/report; boundary=b', '', '--b\r\n\r\nx\r\n'.repeat(20_000), '--b--'),
    ],
    [
      'parts 5,000 deep',
      () =>
        bytes(
          'Content-Type: multipart/report; boundary=b0',
          '',
          ...Array.from(
            { length: 5000 },
            (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n`,
          ),
        ),
    ],
    [
      'messages within messages',
      () => bytes('Content-Type: message/rfc822', '', 'Content-Type: message/rfc822\r\n\r\n'.repeat(5000)),
    ],
    [
      'a huge status part',
      () =>
        bytes(
          'Content-Type: multipart/report; boundary=b',
          '',
          '--b',
          'Content-Type: message/delivery-status',
          '',
          'Final-Recipient: rfc822; a@b.test\r\nAction: failed\r\n\r\n'.repeat(100_000),
          '--b--',
        ),
    ],
    ['30 MiB of text', () => new Uint8Array(30 * 1024 * 1024).fill(0x41)],
  ])('is read without harm: %s', async (_, make) => {
    const took = await msOf(async () => {
      const report = await readReport(make())
      expect(report.dsn?.recipients.length ?? 0).toBeLessThanOrEqual(100)
    })
    expect(took).toBeLessThan(5000)
  })

  it('is read without harm wherever it is cut off', async () => {
    const whole = dsn(status())
    for (let length = 0; length < whole.length; length += 41) await readReport(whole.slice(0, length))
  })
})

describe('the outer header', () => {
  const head = (...lines: string[]) =>
    readOuterHeaders(new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\nbody`))

  it('tells what joins a reply to its thread', () => {
    expect(
      head(
        'Return-Path: <>',
        'From: "Placeholder Pat, YOT" <YOT@Sefton.gcsx.gov.test>',
        'Message-ID: <m@sefton.test>',
        'In-Reply-To: <a@despatch.test>',
        'References: <z@despatch.test>',
        ' <a@despatch.test>',
        'Auto-Submitted: no',
        'Content-Type: multipart/encrypted; boundary=b',
      ),
    ).toEqual({
      messageId: '<m@sefton.test>',
      inReplyTo: ['<a@despatch.test>'],
      references: ['<z@despatch.test>', '<a@despatch.test>'],
      from: 'yot@sefton.gcsx.gov.test',
      fromDomain: 'sefton.gcsx.gov.test',
      autoSubmitted: null,
      returnPath: null,
      contentType: 'multipart/encrypted',
      hops: 0,
    })
  })

  it('takes no sender where there could be two', () => {
    expect(head('From: a@x.test', 'From: b@y.test').from).toBeNull()
    expect(head('From: a@x.test, b@y.test').from).toBeNull()
    expect(head('From: "a@x.test" <b@y.test> <c@z.test>').from).toBeNull()
  })

  it('says that a machine answered', () => {
    expect(head('Auto-Submitted: auto-replied (vacation)').autoSubmitted).toBe('auto-replied')
  })
})
