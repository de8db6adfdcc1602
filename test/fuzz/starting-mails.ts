import { armorMessage } from '../../src/crypto/armor.ts'
import { concat } from '../../src/mail/bytes.ts'
import { composeDeliveryStatus } from '../../src/mail/dsn.ts'
import { composeEncrypted } from '../../src/mail/encrypted.ts'
import { composeDisposition } from '../../src/mail/mdn.ts'
import { group, mail, notice, report } from '../mail/bounce/mails.ts'
import { attached, courtMail, multipart, orderMail } from '../services/arrivals/court-mail.ts'

/** Stands in every Message-ID, so that each mail can be given one of its own: the same one again is the same mail. */
export const NUMBER = '7777777777'

/** Who writes to whom, and a mail that one of them had from the other, which reports are about. */
export type Correspondence = {
  from: string
  to: string
  about: string
  seal(entity: string): Promise<Uint8Array>
}

const HEAD = {
  Received:
    'from a.partner.test (a.partner.test [192.0.2.1]) by mx.partner.test with ESMTPS; Sun, 22 Nov 2026 10:00:00 +0000',
  Date: 'Sun, 22 Nov 2026 10:00:00 +0000',
  Subject: '=?utf-8?B?UkVTVFJJQ1RFRDogUGxhY2Vob2xkZXIgUGF0?= =?iso-8859-1?Q?_ist_zur=FCck?=',
  'MIME-Version': '1.0',
}

/** Mails of every kind that comes to a gateway, as they are before anything was done to them. */
export async function startingMails(correspondence: Correspondence): Promise<Uint8Array[]> {
  return [...(await sealedMails(correspondence)), ...reports(correspondence), ...inClear(correspondence)]
}

async function sealedMails({ from, to, seal }: Correspondence): Promise<Uint8Array[]> {
  const binary = await seal(
    'Content-Type: text/plain; charset=utf-8; hp="cipher"\r\nSubject: RESTRICTED: a reply\r\n\r\nPlaceholder Pat has a closed file.\r\n',
  )
  const armored = armorMessage(binary)
  const crlf = armored.replaceAll('\n', '\r\n')
  // GnuPG writes its data in parts.
  const inParts = armorMessage(partial(await seal(`words ${'of many kinds '.repeat(400)}`)))
  const ours = composeEncrypted({
    from,
    to: [to],
    date: new Date('2026-11-22T10:00:00Z'),
    messageId: `<${NUMBER}@partner.test>`,
    armored,
    extraHeaders: [{ name: 'In-Reply-To', value: `<${NUMBER}@despatch.test>` }],
  })
  const signed =
    'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=partner.test; s=s1;\r\n h=From:To:Subject;\r\n bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n b=AAAA\r\n'
  const version = { headers: { 'Content-Type': 'application/pgp-encrypted' }, body: 'Version: 1' }
  const sealed = { headers: { 'Content-Type': 'application/octet-stream; name="encrypted.asc"' }, body: crlf }
  const blank = { headers: { 'Content-Type': 'text/plain; charset="us-ascii"' }, body: ' ' }
  const footer = {
    headers: { 'Content-Type': 'text/plain' },
    body: '_______________\r\nlist mailing list\r\n',
  }
  const head = { ...HEAD, From: `Desk <${from}>`, To: to, 'Message-ID': `<${NUMBER}.x@partner.test>` }
  const of = ({ headers, body }: ReturnType<typeof multipart>) => mail({ ...head, ...headers }, body)
  return [
    ours,
    concat(signed, 'Authentication-Results: mx.test; spf=pass\r\n', ours),
    of(multipart('encrypted; protocol="application/pgp-encrypted"', [version, { ...sealed, body: inParts }])),
    of(multipart('mixed', [blank, version, sealed])),
    of(
      multipart('mixed', [
        multipart('encrypted; protocol="application/pgp-encrypted"', [version, sealed]),
        footer,
      ]),
    ),
    mail({ ...head, 'Content-Type': 'text/plain; charset=utf-8' }, `${crlf}\r\n-- \r\nfooter`),
    mail(
      {
        ...head,
        'Content-Type': 'text/plain; format=flowed',
        'Content-Transfer-Encoding': 'quoted-printable',
      },
      crlf.replaceAll('=', '=3D'),
    ),
    mail(
      { ...head, 'Content-Transfer-Encoding': 'base64' },
      Buffer.from(crlf).toString('base64').replace(/.{76}/g, '$&\r\n'),
    ),
    mail(
      {
        ...head,
        'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
        'Content-Transfer-Encoding': 'base64',
      },
      'MIIBHgYJKoZIhvcNAQcDoIIBDzCCAQsCAQAxgcAwgb0CAQAwJjASMRAwDgYDVQQDEwdDYXJsUlNB\r\n'.repeat(20),
    ),
  ]
}

/** The last packet of a message, the encrypted data, in parts of 512 bytes and a rest (RFC 9580 §4.2.1.4). */
export function partial(binary: Uint8Array): Uint8Array {
  for (let at = 0; at < binary.length; ) {
    const first = binary[at + 1] ?? 0
    const [length, header] =
      first < 192
        ? [first, 2]
        : first < 224
          ? [(first - 192) * 256 + (binary[at + 2] ?? 0) + 192, 3]
          : [new DataView(binary.buffer, binary.byteOffset).getUint32(at + 2), 6]
    if (binary[at] !== 0xd2) {
      at += header + length
      continue
    }
    const body = binary.subarray(at + header)
    const pieces: Uint8Array[] = [binary.subarray(0, at + 1)]
    let from = 0
    for (; body.length - from > 512; from += 512)
      pieces.push(Uint8Array.of(0xe9), body.subarray(from, from + 512))
    const rest = body.subarray(from)
    const octets =
      rest.length < 192 ? [rest.length] : [((rest.length - 192) >> 8) + 192, (rest.length - 192) & 0xff]
    return concat(...pieces, Uint8Array.from(octets), rest)
  }
  return binary
}

function reports({ from, to, about }: Correspondence): Uint8Array[] {
  const headers = {
    from,
    to,
    date: new Date('2026-11-22T10:00:00Z'),
    messageId: `<${NUMBER}.r@partner.test>`,
    subject: 'A report',
  }
  const original = mail({ 'Message-ID': about, To: from, Subject: '[...]' }, '')
  const away = {
    From: from,
    To: to,
    Subject: 'Out of office',
    'Auto-Submitted': 'auto-replied',
    'Message-ID': `<${NUMBER}.a@partner.test>`,
  }
  const sessions =
    '<pat@partner.test>: host mx.partner.test[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)'
  return [
    ...(['failed', 'delivered', 'delayed'] as const).map((action) =>
      composeDeliveryStatus({
        headers,
        text: 'This is what became of your message.',
        reportingMta: 'mail.partner.test',
        envelopeId: 'an+2Benvelope',
        recipients: [
          {
            finalRecipient: from,
            originalRecipient: from,
            action,
            status: action === 'failed' ? '5.1.1' : '2.0.0',
            diagnostic: 'smtp; 550 no',
          },
        ],
        original,
      }),
    ),
    composeDisposition({
      headers,
      text: 'It was displayed.',
      reportingAgent: 'mail.partner.test; Example',
      finalRecipient: from,
      originalMessageId: about,
    }),
    report([
      group('5.1.1', 'smtp; 550 5.1.1 No such user'),
      group('4.2.2', 'smtp; 452 4.2.2 full', { address: 'b@x.test', action: 'delayed' }),
    ]),
    report([group('5.0.0', 'X-Postfix; =?utf-8?Q?unbekannt_=FC?=')], {
      header: { 'Message-ID': `<${NUMBER}.p@partner.test>` },
    }),
    notice(
      `This is the mail system.\n\n${sessions}\n\n--- Below this line is a copy of the message.\n\nMessage-ID: ${about}\nTo: ${from}\n`,
    ),
    notice(
      'Hi. This is the qmail-send program.\n\n<pat@partner.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy\n',
    ),
    notice(
      `<html><body><p>Delivery to <b>pat@partner.test</b> failed: mailbox full.</p>${'<div>'.repeat(300)}`,
      { 'Content-Type': 'text/html; charset=iso-8859-1' },
    ),
    mail(
      { ...away, 'Content-Type': 'text/plain; charset=windows-1252', 'Content-Transfer-Encoding': '8bit' },
      'I am away until the 30th.\r\n',
    ),
    mail(
      {
        From: 'fbl@partner.test',
        To: to,
        'Content-Type': 'multipart/report; report-type=feedback-report; boundary="f"',
      },
      `--f\r\nContent-Type: text/plain\r\n\r\nabuse\r\n--f\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n--f\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${about}\r\n\r\nx\r\n--f--\r\n`,
    ),
    mail(
      { From: from, To: to, Subject: 'Please confirm your message', 'Auto-Submitted': 'auto-replied' },
      'Click here to confirm that you are a person.',
    ),
  ]
}

function inClear({ from }: Correspondence): Uint8Array[] {
  const id = { 'Message-ID': `<${NUMBER}.c@partner.test>` }
  const long = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`X-Field-${at}`, 'word '.repeat(50)]),
  )
  const deep = Array.from({ length: 12 }).reduce<ReturnType<typeof attached>>(
    (part) => multipart('mixed', [part]),
    attached('map.pdf', '%PDF-1.4\n%%EOF\n', { type: 'application/pdf' }),
  )
  return [
    courtMail({ from, headers: { ...id, Received: HEAD.Received } }).message,
    courtMail({
      from,
      subject: 'RESTRICTED: Zur\u00fcck \u{1f4ce}',
      text: 'Caf\u00e9 \u2014 \u202e',
      headers: id,
    }).message,
    orderMail({ from, headers: id }).message,
    courtMail({
      from,
      parts: [deep, attached('../../x.html', '<script>', { encoding: 'quoted-printable' })],
      headers: id,
    }).message,
    courtMail({ from, headers: { ...long, ...id } }).message,
  ]
}
