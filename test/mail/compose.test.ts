import { simpleParser } from 'mailparser'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeReferral } from '../../src/mail/compose.ts'
import { readReferral } from '../../src/mail/read.ts'
import { normaliseText } from '../../src/mail/text.ts'
import { referral } from './referral.ts'

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const withSubject = (subject: string) => ({ ...referral, headers: { ...referral.headers, subject } })

describe('the entity of a referral', () => {
  const entity = composeReferral(referral)
  const source = textOf(entity)

  it('protects its headers by RFC 9788 and says which of them stand outside', () => {
    const head = source.slice(0, source.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ')
    expect(head).toMatch(
      /^Content-Type: multipart\/mixed; boundary="[^"]+"; hp="cipher"; protected-headers="v1"$/m,
    )
    expect(head).toContain('\r\nHP-Outer: Subject: [...]')
    expect(head).toContain('\r\nHP-Outer: From: asb.team@liverpool.gcsx.gov.test')
    expect(head).toContain(
      '\r\nHP-Outer: To: intelligence@merseyside.pnn.police.test, yot@liverpool.gcsx.gov.test',
    )
    expect(head).toContain('\r\nHP-Outer: Date: Thu, 04 Mar 2010 09:30:00 +0000')
    expect(head).toContain('\r\nHP-Outer: Message-ID: <0195a3c1-0000-7000-8000-000000000001@despatch.test>')
    expect(head).toContain('\r\nFrom: asb.team@liverpool.gcsx.gov.test')
  })

  it('has CRLF line ends only, no line over 78 characters, and is 7-bit', () => {
    expect(source.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78)
    expect(entity.every((byte) => byte < 0x80)).toBe(true)
  })

  it('is read back by our reader exactly as it was composed', async () => {
    const read = await readReferral(entity)
    expect(read.text).toBe(normaliseText(referral.text))
    expect(read.referral).toEqual({
      terms: referral.terms.text,
      signature: referral.terms.signature,
      rendering: 'asb-incident/1',
      data: referral.data,
    })
    expect(read.defects).toEqual([])
    expect(read.headers).toEqual({
      subject: referral.headers.subject,
      from: referral.headers.from,
      senders: [referral.headers.from],
      cc: [],
      to: referral.headers.to,
      date: '2010-03-04T09:30:00.000Z',
      messageId: referral.headers.messageId,
      inReplyTo: [],
      references: [],
      protection: 'hp',
    })
    expect(read.attachments.map(({ name, type }) => [name, type])).toEqual([
      ['map.pdf', 'application/pdf'],
      ['Übersicht – a statement by a witness with a rather long name, signed.txt', 'text/plain'],
    ])
    expect(read.attachments[0]?.bytes).toEqual(referral.attachments[0]?.bytes)
  })

  it('is read the same by postal-mime and by mailparser', async () => {
    const postal = await PostalMime.parse(entity)
    const parsed = await simpleParser(Buffer.from(entity))
    for (const mail of [postal, parsed]) {
      expect(mail.subject).toBe(referral.headers.subject)
      expect(normaliseText(mail.text ?? '')).toBe(normaliseText(referral.text))
    }
    expect(postal.attachments.map(({ filename }) => filename)).toEqual(
      parsed.attachments.map(({ filename }) => filename),
    )
    expect(parsed.attachments.map(({ filename }) => filename)).toEqual([
      'referral.json',
      'map.pdf',
      'Übersicht – a statement by a witness with a rather long name, signed.txt',
    ])
  })

  it('is the same bytes for the same arguments when the boundary is one of them', () => {
    const boundary = '=_fixed-boundary'
    expect(composeReferral({ ...referral, boundary })).toEqual(composeReferral({ ...referral, boundary }))
  })

  it('draws a boundary that differs every time when none is given', () => {
    expect(textOf(composeReferral(referral))).not.toBe(source)
  })

  it('refuses a boundary that stands in the text', () => {
    expect(() =>
      composeReferral({ ...referral, text: '--chosen-by-someone\n', boundary: 'chosen-by-someone' }),
    ).toThrow('boundary')
  })
})

describe('header injection', () => {
  it.each(['\r', '\n', '\r\nBcc: someone@example.test', '\0', '\u2028', '\u0085'])(
    'refuses a subject with %j in it',
    (bad) => {
      expect(() => composeReferral(withSubject(`PROTECT${bad}`))).toThrow('control characters')
    },
  )

  it.each(['a@b.test, c@d.test', 'a@b.test\r\nBcc: x@y.test', '<a@b.test>', 'a b@c.test', 'a@b.test>', ''])(
    'refuses %j as a recipient',
    (to) => {
      expect(() => composeReferral({ ...referral, headers: { ...referral.headers, to: [to] } })).toThrow(
        'no address',
      )
    },
  )

  it('refuses a message id that would end its header', () => {
    const headers = { ...referral.headers, messageId: '<a@b.test>\r\nX: y' }
    expect(() => composeReferral({ ...referral, headers })).toThrow('message id')
  })

  it.each([
    ['a"b\r\nX-Evil: yes.pdf', 'a_bX-Evil_ yes.pdf'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['.hidden', 'hidden'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['', 'attachment'],
    [`${'é'.repeat(300)}.pdf`, `${'é'.repeat(96)}.pdf`],
  ])('gives the file name %j as %j', async (name, safe) => {
    const attachments = [{ name, type: 'application/pdf', bytes: new Uint8Array([1]) }]
    const read = await readReferral(composeReferral({ ...referral, attachments }))
    expect(read.attachments.map((attachment) => attachment.name)).toEqual([safe])
    expect(read.referral).not.toBeNull()
  })

  it.each(['multipart/mixed; boundary=x', 'message/rfc822', 'text/plain\r\nX: y', 'nonsense'])(
    'carries a file of the type %j as plain bytes',
    async (type) => {
      const attachments = [{ name: 'a.bin', type, bytes: new Uint8Array([1, 2, 3]) }]
      const read = await readReferral(composeReferral({ ...referral, attachments }))
      expect(read.attachments).toEqual([
        {
          name: 'a.bin',
          called: 'a.bin',
          type: 'application/octet-stream',
          bytes: new Uint8Array([1, 2, 3]),
        },
      ])
    },
  )

  it('keeps a subject that looks like an encoded word as the text that it is', async () => {
    const subject = 'PROTECT =?UTF-8?B?SGVsbG8=?='
    expect((await readReferral(composeReferral(withSubject(subject)))).headers.subject).toBe(subject)
  })

  it('keeps a long subject without spaces whole', async () => {
    const subject = `PROTECT ${'y'.repeat(2000)}`
    const entity = composeReferral(withSubject(subject))
    expect((await PostalMime.parse(entity)).subject).toBe(subject)
  })
})
