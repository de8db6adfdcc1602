import { simpleParser } from 'mailparser'
import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { composeReferral } from '../../src/mail/compose.ts'
import { composeEncrypted, findEncrypted } from '../../src/mail/encrypted.ts'
import { gnupg } from './gnupg.ts'
import { referral } from './referral.ts'

const bytes = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'))
const textOf = (raw: Uint8Array) => new TextDecoder().decode(raw)

const entity = composeReferral(referral)
let armored = ''
let privateKey = ''

beforeAll(async () => {
  const key = await openpgp.generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name: 'Placeholder Pat', email: 'intelligence@merseyside.pnn.police.test' }],
    format: 'object',
  })
  privateKey = key.privateKey.armor()
  armored = await openpgp.encrypt({
    message: await openpgp.createMessage({ binary: entity, format: 'binary' }),
    encryptionKeys: key.publicKey,
    format: 'armored',
  })
})

const outer = {
  from: referral.headers.from,
  to: referral.headers.to,
  date: referral.headers.date,
  messageId: referral.headers.messageId,
  notificationTo: 'abcdefghijklmnopqrstuvwxyz@despatch.test',
}

describe('the message on the wire', () => {
  it('is the same byte for byte whenever it is composed from the same arguments', () => {
    expect(composeEncrypted({ ...outer, armored })).toEqual(composeEncrypted({ ...outer, armored }))
  })

  it('shows nothing of the subject, and asks for its notification at the return path', async () => {
    const extraHeaders = [
      { name: 'Despatch-Marking', value: 'VER=1, NS=despatch, SCHEME=GPMS, SEC=RESTRICTED' },
    ]
    const wire = composeEncrypted({ ...outer, armored, extraHeaders })
    const mail = await simpleParser(Buffer.from(wire))
    expect(mail.subject).toBe('[...]')
    expect(mail.messageId).toBe(referral.headers.messageId)
    expect(textOf(wire)).toContain(
      'Disposition-Notification-To: abcdefghijklmnopqrstuvwxyz@despatch.test\r\n',
    )
    expect(textOf(wire)).toContain('SEC=RESTRICTED')
    expect(textOf(wire)).not.toContain('Anti-social')
    expect(mail.attachments.map(({ contentType }) => contentType)).toEqual([
      'application/pgp-encrypted',
      'application/octet-stream',
    ])
  })

  it.each(['Subject', 'From', 'Content-Type', 'Bcc', 'disposition-notification-to'])(
    'refuses %s as an extra header',
    (name) => {
      expect(() => composeEncrypted({ ...outer, armored, extraHeaders: [{ name, value: 'x' }] })).toThrow(
        'extra header',
      )
    },
  )

  it('refuses an extra header with a line break', () => {
    const extraHeaders = [{ name: 'X-Note', value: 'a\r\nBcc: b@c.test' }]
    expect(() => composeEncrypted({ ...outer, armored, extraHeaders })).toThrow('line breaks')
  })

  it('refuses to send anything but one armored message', () => {
    expect(() => composeEncrypted({ ...outer, armored: 'in clear' })).toThrow('armored')
    expect(() => composeEncrypted({ ...outer, armored: `${armored}\nin clear` })).toThrow('armored')
  })

  it('is opened by GnuPG alone to the exact bytes of the entity', (context) => {
    const gpg = gnupg()
    if (gpg === null) return context.skip('the gpg program is not installed')
    try {
      const found = findEncrypted(composeEncrypted({ ...outer, armored }))
      expect(gpg.run(['--import'], privateKey).status).toBe(0)
      const opened = gpg.run(['--decrypt'], found?.armored ?? '')
      expect(opened.err).toContain('encrypted with')
      expect(new Uint8Array(opened.out)).toEqual(new Uint8Array(entity))
    } finally {
      gpg.close()
    }
  })
})

describe('a message that GnuPG sealed', () => {
  it('is found inline and in multipart/encrypted', (context) => {
    const gpg = gnupg()
    if (gpg === null) return context.skip('the gpg program is not installed')
    try {
      gpg.run(['--import'], privateKey)
      const to = ['-r', 'intelligence@merseyside.pnn.police.test']
      const sealed = gpg
        .run(['--armor', '--comment', 'sent by hand', ...to, '--encrypt'], 'RESTRICTED')
        .out.toString()
      expect(sealed).toContain('Comment: sent by hand')
      const inline = findEncrypted(bytes('Subject: x', '', sealed))
      const wrapped = findEncrypted(composeEncrypted({ ...outer, armored: sealed }))
      expect(wrapped).toEqual(inline)
      expect(gpg.run(['--decrypt'], wrapped?.armored ?? '').out.toString()).toBe('RESTRICTED')
    } finally {
      gpg.close()
    }
  })
})

describe('finding the sealed message in mail from outside', () => {
  const version = ['--b', 'Content-Type: application/pgp-encrypted', '', 'Version: 1', '']
  const sealed = (text = armored) => [
    '--b',
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    '',
    ...text.trim().split(/\r?\n/),
    '',
  ]
  const message = (type: string, ...parts: string[][]) =>
    new TextEncoder().encode(
      [
        ['From: a@partner.test', `Content-Type: ${type}; boundary="b"`, 'MIME-Version: 1.0', ''],
        ...parts,
        ['--b--'],
      ]
        .map((lines) => lines.join('\r\n'))
        .join('\r\n'),
    )
  const clear = ['--b', 'Content-Type: text/plain', '', 'Testina Example lives at 1 Example Street.', '']
  const blank = ['--b', 'Content-Type: text/plain', '', '  ', '']
  const found = (raw: Uint8Array) => findEncrypted(raw)?.armored.replaceAll(/\s/g, '') ?? null
  const expected = () => armored.replaceAll(/\s/g, '')

  it('finds it in multipart/encrypted', () => {
    const type = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    expect(found(message(type, version, sealed()))).toBe(expected())
  })

  it('finds it where Exchange has made multipart/mixed of it', () => {
    expect(found(message('multipart/mixed', version, sealed()))).toBe(expected())
  })

  it('finds it where Exchange has put a blank text part first', () => {
    expect(found(message('multipart/mixed', blank, version, sealed()))).toBe(expected())
  })

  it('finds it where the version part was lost on the way, or emptied', () => {
    const emptied = version.map((line) => line.replace('Version: 1', ''))
    for (const type of ['multipart/encrypted', 'multipart/mixed']) {
      expect(found(message(type, sealed()))).toBe(expected())
      expect(found(message(type, emptied, sealed()))).toBe(expected())
    }
  })

  it('finds it where a gateway has encoded the parts in base64', () => {
    const encoded =
      Buffer.from(armored)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    const part = [
      '--b',
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: base64',
      '',
      ...encoded,
      '',
    ]
    expect(found(message('multipart/mixed', version, part))).toBe(expected())
  })

  it('finds it inline, with either line end, quoted-printable or not', () => {
    expect(found(bytes('From: a@partner.test', '', armored))).toBe(expected())
    expect(found(new TextEncoder().encode(`Subject: x\n\n\n${armored.replaceAll('\r\n', '\n')}\n\n`))).toBe(
      expected(),
    )
    const quoted = armored.replaceAll('=', '=3D')
    expect(
      found(bytes('Content-Type: text/plain', 'Content-Transfer-Encoding: quoted-printable', '', quoted)),
    ).toBe(expected())
  })

  it.each<[string, () => Uint8Array]>([
    ['readable text beside the sealed part', () => message('multipart/mixed', clear, version, sealed())],
    ['readable text after the sealed part', () => message('multipart/mixed', version, sealed(), clear)],
    [
      'readable text inside multipart/encrypted',
      () => message('multipart/encrypted', version, sealed(), clear),
    ],
    [
      'a blank part inside multipart/encrypted',
      () => message('multipart/encrypted', blank, version, sealed()),
    ],
    ['text before inline armor', () => bytes('Subject: x', '', 'Dear colleague,', '', armored)],
    ['text after inline armor', () => bytes('Subject: x', '', armored, '', 'Kind regards')],
    ['two armored messages inline', () => bytes('Subject: x', '', armored, armored)],
    [
      'text hidden among the lines of the armor',
      () => bytes('Subject: x', '', armored.replace(/\n\n/, '\n\nHere is some text, readable.\n')),
    ],
    [
      'nothing but line ends within the armor',
      () => bytes('', `-----BEGIN PGP MESSAGE-----${'\n'.repeat(39_000_000)}-----END PGP MESSAGE-----`),
    ],
    ['armor cut off', () => bytes('Subject: x', '', armored.slice(0, -40))],
    ['no last delimiter', () => message('multipart/encrypted', version, sealed()).slice(0, -5)],
    [
      'another version',
      () =>
        message(
          'multipart/encrypted',
          version.map((line) => line.replace('Version: 1', 'Version: 2')),
          sealed(),
        ),
    ],
    ['the parts the wrong way round', () => message('multipart/encrypted', sealed(), version)],
    ['HTML around the armor', () => bytes('Content-Type: text/html', '', armored)],
    ['two Content-Types', () => bytes('Content-Type: text/plain', 'Content-Type: text/html', '', armored)],
    ['clear text', () => bytes('Subject: x', '', 'Testina Example')],
    ['a signed clear text', () => bytes('Subject: x', '', '-----BEGIN PGP SIGNED MESSAGE-----', '', 'x')],
    ['nothing', () => new Uint8Array()],
  ])('finds nothing in a message with %s', (_, make) => {
    expect(findEncrypted(make())).toBeNull()
  })

  it('decides about 30 MiB in seconds, sealed or not', () => {
    const lines = `${'A'.repeat(64)}\r\n`.repeat(480_000)
    const huge = `-----BEGIN PGP MESSAGE-----\r\n\r\n${lines}-----END PGP MESSAGE-----`
    const inClear = message('multipart/mixed', version, sealed(lines))
    const before = process.cpuUsage()
    expect(findEncrypted(message('multipart/encrypted', version, sealed(huge)))).not.toBeNull()
    expect(findEncrypted(inClear)).toBeNull()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(5)
  })
})
