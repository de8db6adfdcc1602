import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestOf, examine } from '../../../src/services/arrivals/examine.ts'

const MIB = 1024 * 1024
const PKESK = [0xc1, 0x0d, 3, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 8, 1]
const KEY_ID = '0102030405060708'
const DATA = [0xd2, 0x05, 1, 9, 9, 9, 9]

const armor = (packets: Iterable<number> | Buffer) =>
  [
    '-----BEGIN PGP MESSAGE-----',
    '',
    ...(Buffer.from(packets instanceof Buffer ? packets : [...packets])
      .toString('base64')
      .match(/.{1,64}/g) ?? []),
    '-----END PGP MESSAGE-----',
    '',
  ].join('\r\n')

const mail = (body: string, ...fields: string[]) =>
  Buffer.from(['From: a@partner.test', ...fields, '', body].join('\r\n'), 'latin1')

const sealed = {
  keyIds: [KEY_ID],
  armored: true,
  broken: false,
  unprotected: false,
  payload: expect.stringMatching(/^[0-9a-f]{64}$/),
}
const readable = { keyIds: null, armored: true, payload: null }
const clear = { keyIds: null, armored: false, unprotected: false, payload: null }

describe('a mail is sealed', () => {
  it.each<[string, Iterable<number>]>([
    ['when it is encrypted data for a key', [...PKESK, ...DATA]],
    ['with a marker before and padding after', [0xca, 0x03, 80, 71, 80, ...PKESK, ...DATA, 0xd5, 0x01, 7]],
    ['with the data in parts', [...PKESK, 0xd2, 0xe9, 1, ...Array(511).fill(9), 0x03, 9, 9, 9]],
    ['with a password beside the key', [...PKESK, 0xc3, 0x04, 0x04, 0x09, 0x00, 0x08, ...DATA]],
  ])('%s', async (_what, packets) => {
    expect(await examine(mail(armor(packets)))).toEqual(sealed)
  })

  it('whatever the checksum of its armor (RFC 9580 §6.1)', async () => {
    const checked = armor([...PKESK, ...DATA]).replace('-----END', '=AAAA\r\n-----END')
    expect(await examine(mail(checked))).toEqual(sealed)
  })

  it('in base64 or quoted-printable, cut anywhere', async () => {
    const packets = [...PKESK, 0xd2, 0xff, 0, 3, 0x0d, 0x40, ...Array(200_000).fill(1)]
    const inside = armor(packets)
    const base64 = Buffer.from(inside).toString('base64').replace(/.{76}/g, '$&\r\n')
    expect(await examine(mail(base64, 'Content-Transfer-Encoding: base64'))).toEqual(sealed)
    const quoted = inside.replaceAll('=', '=3D').replaceAll('A', '=41')
    expect(await examine(mail(quoted, 'Content-Transfer-Encoding: quoted-printable'))).toEqual(sealed)
  })
})

describe('armor is no encryption', () => {
  it.each<[string, Iterable<number>]>([
    ['when the message is only signed', [0xcb, 0x07, 0x62, 0, 0, 0, 0, 0, 0x78]],
    ['when something readable follows the data', [...PKESK, ...DATA, 0xcb, 0x07, 0x62, 0, 0, 0, 0, 0, 0x78]],
    ['when something readable stands before it', [...PKESK, 0xcb, 0x07, 0x62, 0, 0, 0, 0, 0, 0x78, ...DATA]],
    ['when the data is cut off', [...PKESK, ...DATA].slice(0, -1)],
    ['when there is no data', PKESK],
    ['when the data is empty', [...PKESK, 0xd2, 0x00]],
    ['when only a password opens it', [0xc3, 0x04, 0x04, 0x09, 0x00, 0x08, ...DATA]],
    ['when it is for more keys than anybody writes to', [...Array(150).fill(PKESK).flat(), ...DATA]],
    ['when a session key never ends', [0xc1, 0xff, 0x7f, 0xff, 0xff, 0xff, ...Array(10_000).fill(1)]],
    ['when a packet’s length is left open', [...PKESK, 0xa7, 1, 2, 3]],
    ['when it is of packets that nobody knows', [0xfc, 0x01, 0, ...PKESK, ...DATA]],
    ['when it is no OpenPGP at all', [1, 2, 3, 4]],
  ])('%s', async (_what, packets) => {
    expect(await examine(mail(armor(packets)))).toMatchObject(readable)
  })

  it('when the data comes in ever so many parts of one byte', async () => {
    const parts = Buffer.alloc(400_000)
    for (let at = 0; at < parts.length; at += 2) parts.set([0xe0, 1], at)
    const packets = Buffer.concat([
      Buffer.from([...PKESK, 0xd2, 0xe9]),
      Buffer.alloc(512, 1),
      parts,
      Buffer.from([1, 1]),
    ])
    expect(await examine(mail(armor(packets)))).toMatchObject(readable)
  })
})

describe('encryption that does not show whether it was changed (RFC 9580 §5.7) is not taken for a seal', () => {
  it.each<[string, number[]]>([
    ['in a packet of the new form', [0xc9, ...DATA.slice(1)]],
    ['in a packet of the old form', [0xa4, ...DATA.slice(1)]],
    ['in parts', [0xc9, 0xe9, 1, ...Array(511).fill(9), 0x03, 9, 9, 9]],
    ['and cut off', [0xc9, 0x05, 1]],
  ])('%s', async (_what, data) => {
    const body = armor([...PKESK, ...data])
    const quoted = mail(body.replaceAll('=', '=3D'), 'Content-Transfer-Encoding: quoted-printable')
    for (const raw of [mail(body), quoted]) {
      expect(await examine(raw)).toMatchObject({ ...readable, broken: false, unprotected: true })
    }
  })

  it('nor beside data that does', async () => {
    const examined = await examine(mail(armor([...PKESK, ...DATA, 0xc9, ...DATA.slice(1)])))
    expect(examined).toMatchObject({ ...readable, unprotected: false })
  })
})

describe('a mail is in clear', () => {
  const whole = () => armor([...PKESK, ...DATA])
  it.each<[string, () => Buffer]>([
    ['with armor that does not end', () => mail(whole().slice(0, -12))],
    ['with armor of 30 MB that does not end', () => mail(armor(Buffer.alloc(22 * MIB)).slice(0, -40))],
    ['with text among its lines', () => mail(whole().replace('\r\n\r\n', '\r\n\r\nread me\r\n'))],
    ['with a line behind its end', () => mail(`${whole()}\r\n\r\nread me`)],
    ['with data behind its padding', () => mail(whole().replace('-----END', 'AAA=\r\nAAAA\r\n-----END'))],
    ['with a line of a megabyte', () => mail(whole().replace('-----END', `${'A'.repeat(MIB)}\r\n-----END`))],
    ['with a hundred thousand header fields', () => mail(whole(), ...Array(100_000).fill('X-A: b'))],
    ['with one header field of megabytes', () => mail(whole(), `X-A: ${'b'.repeat(5 * MIB)}`)],
    ['with nothing but line ends', () => mail('\n'.repeat(30 * MIB))],
    ['with nothing but NULs', () => Buffer.alloc(30 * MIB)],
    [
      'with nothing but escapes',
      () => mail('='.repeat(10 * MIB), 'Content-Transfer-Encoding: quoted-printable'),
    ],
    ['with a transfer encoding that there is not', () => mail(whole(), 'Content-Transfer-Encoding: zip')],
    ['in two hundred multiparts', () => mail(nested(200), 'Content-Type: multipart/mixed; boundary="b0"')],
    [
      'with nothing but boundaries',
      () => mail('--b\r\n'.repeat(MIB), 'Content-Type: multipart/mixed; boundary="b"'),
    ],
    [
      'with a blank part of megabytes',
      () => mail(blankFirst(whole()), 'Content-Type: multipart/mixed; boundary="b"'),
    ],
    ['with no boundary', () => mail(whole(), 'Content-Type: multipart/encrypted')],
    ['with two types', () => mail(whole(), 'Content-Type: text/plain', 'Content-Type: text/html')],
  ])('%s, and that is soon seen', async (_what, make) => {
    const raw = make()
    const before = process.cpuUsage()
    expect(await examine(raw)).toMatchObject(clear)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(5)
  })
})

it('the digest of a large mail is that of a small one', async () => {
  for (const size of [10, 3 * MIB + 5]) {
    const raw = Buffer.alloc(size, 'a')
    expect(await digestOf(raw)).toBe(createHash('sha256').update(raw).digest('hex'))
  }
})

function nested(depth: number): string {
  const levels = Array.from(
    { length: depth },
    (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary="b${at + 1}"\r\n\r\n`,
  )
  return levels.join('')
}

function blankFirst(armored: string): string {
  const parts = [
    `Content-Type: text/plain\r\n\r\n${' '.repeat(5 * MIB)}`,
    'Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1',
    `Content-Type: application/octet-stream\r\n\r\n${armored}`,
  ]
  return `${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`
}
