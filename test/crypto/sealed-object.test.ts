import { createMessage, encrypt } from 'openpgp'
import { beforeAll, describe, expect, test } from 'vitest'
import { currentEncryptionKey } from '../../src/crypto/certificate.ts'
import { seal } from '../../src/crypto/seal.ts'
import {
  createSealedObjectCheck,
  recipientKeyIds,
  SealedObjectError,
} from '../../src/crypto/sealed-object.ts'
import { bytes, type Holder, mailbox, today } from './people.ts'

let asb: Holder
let police: Holder
let stranger: Holder
let expected: string[]
let object: Uint8Array

const entity = bytes('RESTRICTED\r\n'.repeat(200))

beforeAll(async () => {
  asb = await mailbox('asb.team@liverpool.gcsx.gov.test')
  police = await mailbox('intelligence@merseyside.pnn.police.test')
  stranger = await mailbox('nobody@elsewhere.test')
  expected = [await idOf(asb), await idOf(police)]
  object = await seal({ entity, signingKey: asb.key, recipients: certificates(asb, police), now: today })
})

const certificates = (...holders: Holder[]) => holders.map((holder) => holder.certificate)
const idOf = (holder: Holder) => currentEncryptionKey(holder.certificate, today)

/** What the check says of an object that arrives in the given pieces: `accepted`, or the reason. */
const verdict = (pieces: Uint8Array[], expectedIds = expected): string => {
  try {
    const check = createSealedObjectCheck(expectedIds)
    for (const piece of pieces) check.push(piece)
    check.end()
    return 'accepted'
  } catch (error) {
    if (error instanceof SealedObjectError) return error.reason
    throw error
  }
}

const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** A packet in the new format, and in the old (RFC 9580 §4.2.2). */
const packet = (tag: number, body: Uint8Array): Uint8Array =>
  join(new Uint8Array([0xc0 | tag, 0xff, 0, 0, body.length >> 8, body.length & 0xff]), body)
const oldPacket = (tag: number, body: Uint8Array): Uint8Array =>
  join(new Uint8Array([0x80 | (tag << 2) | 1, body.length >> 8, body.length & 0xff]), body)

/** The bodies of the session keys of the object, and its encrypted data with its header. */
const takeApart = (whole: Uint8Array): { keys: Uint8Array[]; data: Uint8Array } => {
  const keys: Uint8Array[] = []
  let at = 0
  while (whole[at] === 0xc1) {
    const length = whole[at + 1] ?? 0
    keys.push(whole.slice(at + 2, at + 2 + length))
    at += 2 + length
  }
  return { keys, data: whole.slice(at) }
}

const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const hex = (id: string): Uint8Array => new Uint8Array(Buffer.from(id, 'hex'))

describe('the check of a sealed object accepts', () => {
  test('one session key for each expected key and then the data, cut at every byte', () => {
    expect(verdict([object])).toBe('accepted')
    expect(verdict(Array.from(object, (byte) => new Uint8Array([byte])))).toBe('accepted')
    for (let at = 0; at <= object.length; at += 1) {
      expect(verdict([object.subarray(0, at), object.subarray(at)])).toBe('accepted')
    }
  })

  test('the session keys in any order, with old and with new packet headers', () => {
    const { keys, data } = takeApart(object)
    expect(keys).toHaveLength(2)
    expect(verdict([...keys.toReversed().map((key) => packet(1, key)), data])).toBe('accepted')
    expect(verdict([...keys.map((key) => oldPacket(1, key)), data])).toBe('accepted')
  })

  test('expected keys given twice or in capitals, as one', () => {
    const again = [...expected, ...expected.map((id) => id.toUpperCase())]
    expect(verdict([object], again)).toBe('accepted')
  })

  test('data in partial lengths', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let n = 0; n < 8; n += 1) controller.enqueue(random(50_000))
        controller.close()
      },
    })
    const written = await encrypt({
      message: await createMessage({ binary: stream }),
      encryptionKeys: certificates(asb, police),
      date: today,
      format: 'binary',
    })
    const streamed = new Uint8Array(await new Response(written as ReadableStream<Uint8Array>).arrayBuffer())
    expect(takeApart(streamed).data[1]).toBeGreaterThanOrEqual(224)
    expect(verdict([streamed])).toBe('accepted')
    for (let at = streamed.length - 400; at < streamed.length; at += 1) {
      expect(verdict([streamed.subarray(0, at), streamed.subarray(at)])).toBe('accepted')
      expect(verdict([streamed.subarray(0, at)])).toBe('truncated')
    }
    expect(verdict([streamed, new Uint8Array([0])])).toBe('trailing-data')
  })

  test('session keys of version 6, which name a fingerprint, before data of version 2', () => {
    const v4 = join(random(12), hex('00112233445566aa'))
    const v6 = join(hex('bb112233445566cc'), random(24))
    const x25519 = (fingerprint: Uint8Array, version: number) =>
      join(
        new Uint8Array([6, fingerprint.length + 1, version]),
        fingerprint,
        new Uint8Array([25]),
        random(32),
        new Uint8Array([40]),
        random(40),
      )
    const data = packet(18, join(new Uint8Array([2, 9, 3, 6]), random(100)))
    const pieces = [packet(1, x25519(v4, 4)), packet(1, x25519(v6, 6)), data]
    expect(verdict(pieces, ['00112233445566aa', 'bb112233445566cc'])).toBe('accepted')
    expect(verdict(pieces, ['00112233445566aa', '0000000000000001'])).toBe('unexpected-recipient')
    expect(recipientKeyIds(join(...pieces))).toEqual(['00112233445566aa', 'bb112233445566cc'])
  })
})

describe('the check of a sealed object refuses', () => {
  test('a session key for anybody who is not expected', async () => {
    const extra = await seal({ entity, recipients: certificates(asb, police, stranger), now: today })
    expect(verdict([extra])).toBe('unexpected-recipient')
  })

  test('an expected mailbox left out', async () => {
    const fewer = await seal({ entity, recipients: certificates(asb), now: today })
    expect(verdict([fewer])).toBe('missing-recipient')
    expect(verdict([takeApart(object).data])).toBe('missing-recipient')
  })

  test('a hidden recipient, in either version', async () => {
    const hidden = await encrypt({
      message: await createMessage({ binary: entity }),
      encryptionKeys: certificates(asb, police),
      wildcard: true,
      date: today,
      format: 'binary',
    })
    expect(verdict([hidden as Uint8Array])).toBe('wildcard-recipient')
    const { keys, data } = takeApart(object)
    const anonymous = join(new Uint8Array([6, 0, 25]), random(32), new Uint8Array([40]), random(40))
    expect(verdict([...keys.map((key) => packet(1, key)), packet(1, anonymous), data])).toBe(
      'wildcard-recipient',
    )
  })

  test('a mailbox addressed twice', () => {
    const { keys, data } = takeApart(object)
    const [first = new Uint8Array()] = keys
    expect(verdict([...keys, first].map((key) => packet(1, key)).concat(data))).toBe('duplicate-recipient')
  })

  test('a password', async () => {
    const opensByPassword = await encrypt({
      message: await createMessage({ binary: entity }),
      encryptionKeys: certificates(asb, police),
      passwords: ['letmein'],
      date: today,
      format: 'binary',
    })
    expect(verdict([opensByPassword as Uint8Array])).toBe('password-packet')
  })

  test('anything after the data, packet or not, at once or later', () => {
    const { data } = takeApart(object)
    for (const more of [
      packet(10, bytes('PGP')),
      data,
      object,
      bytes('x'),
      new Uint8Array([0]),
      new Uint8Array([0xd2]),
    ]) {
      expect(verdict([object, more])).toBe('trailing-data')
      expect(verdict([join(object, more)])).toBe('trailing-data')
    }
  })

  test('marker, padding, clear, compressed, signed, older and unheard-of packets, before and between', () => {
    const { keys, data } = takeApart(object)
    const [first = new Uint8Array(), second = new Uint8Array()] = keys
    for (const tag of [0, 2, 4, 8, 9, 10, 11, 12, 13, 19, 20, 21, 40, 63]) {
      const odd = packet(tag, bytes('PGP'))
      expect(verdict([odd, object])).toBe('unknown-packet')
      expect(verdict([packet(1, first), odd, packet(1, second), data])).toBe('unknown-packet')
    }
    for (const tag of [8, 9, 11])
      expect(verdict([oldPacket(tag, bytes('PGP')), object])).toBe('unknown-packet')
  })

  test('data of a version nobody knows, or empty', () => {
    const keys = takeApart(object).keys.map((key) => packet(1, key))
    expect(verdict([...keys, packet(18, new Uint8Array([3, 1, 2]))])).toBe('unknown-packet')
    expect(verdict([...keys, packet(18, new Uint8Array())])).toBe('malformed-packet')
  })

  test('an object that ends early, wherever it ends', () => {
    for (let at = 0; at < object.length; at += 1) expect(verdict([object.subarray(0, at)])).toBe('truncated')
  })

  test('text, armor, indeterminate lengths and a session key in parts', async () => {
    expect(verdict([bytes('-----BEGIN PGP MESSAGE-----')])).toBe('malformed-packet')
    expect(verdict([new Uint8Array([0x87, 1, 2, 3])])).toBe('malformed-packet')
    expect(verdict([new Uint8Array([0xc1, 0xe9]), random(512)])).toBe('malformed-packet')
    expect(verdict([new Uint8Array([0xd2, 0xe0, 1])], [])).toBe('malformed-packet')
  })

  test('a session key with room for a stowaway, of another version, or of four kilobytes', () => {
    const { keys, data } = takeApart(object)
    const [first = new Uint8Array(), second = new Uint8Array()] = keys
    const other = second.slice()
    other[0] = 4
    for (const bad of [
      join(second, new Uint8Array([0])),
      second.slice(0, -1),
      other,
      join(second, random(5000)),
      random(3),
    ]) {
      expect(verdict([packet(1, first), packet(1, bad), data])).toBe('malformed-packet')
    }
  })
})

describe('the recipients of mail from outside', () => {
  test('are listed as it claims them, hidden ones as zeroes, past password packets and markers', async () => {
    const skesk = new Uint8Array([4, 9, 3, 8, ...random(8), 96])
    const message = join(packet(10, bytes('PGP')), packet(3, skesk), object)
    expect(recipientKeyIds(message)).toEqual(expected)
    const hidden = await encrypt({
      message: await createMessage({ binary: entity }),
      encryptionKeys: certificates(asb, police),
      wildcard: true,
      date: today,
      format: 'binary',
    })
    expect(recipientKeyIds(hidden as Uint8Array)).toEqual(['0000000000000000'])
  })

  test('are none in what is no OpenPGP message, and more than a hundred are refused', () => {
    expect(recipientKeyIds(bytes('Dear team'))).toEqual([])
    expect(recipientKeyIds(new Uint8Array())).toEqual([])
    const { keys, data } = takeApart(object)
    const many = Array.from({ length: 101 }, () => packet(1, keys[0] ?? new Uint8Array()))
    expect(() => recipientKeyIds(join(...many, data))).toThrow(SealedObjectError)
  })
})
