import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { describe, expect, it } from 'vitest'
import { composeEncrypted } from '../../../src/mail/encrypted.ts'
import { createSigner, dkimRecord } from '../../../src/mail/gateway/dkim.ts'
import type { MessageSource } from '../../../src/mail/gateway/relay-request.ts'
import { SIGNATURES_BYTES } from '../../../src/services/deliveries/wire-message.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
const AUTHOR = 'asb.team@liverpool.gcsx.gov.test'
const sign = createSigner({ selector: 'd1', key }, 'despatch.test')

const armored = `-----BEGIN PGP MESSAGE-----\n\n${`${'wcBMA'.repeat(12)}\n`.repeat(200)}=abcd\n-----END PGP MESSAGE-----\n`
const message = composeEncrypted({
  from: AUTHOR,
  to: ['intelligence@merseyside.pnn.police.test'],
  date: new Date('2026-05-01T12:00:00Z'),
  messageId: '<0198-1@despatch.test>',
  extraHeaders: [
    { name: 'SIO-Label', value: 'marking="RESTRICTED"' },
    { name: 'Despatch-Marking', value: 'RESTRICTED' },
    { name: 'Unsigned', value: 'somehow' },
  ],
  notificationTo: 'abcdefgh@despatch.test',
  armored,
})
const inPieces: MessageSource = {
  size: message.length,
  async *pieces() {
    for (let at = 0; at < message.length; at += 77) yield message.subarray(at, at + 77)
  },
}

async function whole(signed: Uint8Array | MessageSource): Promise<Buffer> {
  if (signed instanceof Uint8Array) return Buffer.from(signed)
  const pieces: Uint8Array[] = []
  for await (const piece of signed.pieces()) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What a partner's verifier says, with our record published. */
async function verdicts(raw: Buffer, record = dkimRecord({ key })) {
  const { results } = await dkimVerify(raw, { resolver: async () => [[record]] })
  return results.map(({ signingDomain, status }) => `${signingDomain} ${status.result}`).sort()
}
const PASS = ['despatch.test pass', 'liverpool.gcsx.gov.test pass']

describe('mail that is signed', () => {
  it('verifies for the domain of its author and for that of the service, in memory or in pieces', async () => {
    const one = await whole(await sign(message, AUTHOR))
    expect(await verdicts(one)).toEqual(PASS)
    expect(one.subarray(-message.length)).toEqual(Buffer.from(message))
    expect(one.length - message.length).toBeLessThanOrEqual(SIGNATURES_BYTES)
    const source = await sign(inPieces, AUTHOR)
    const other = await whole(source)
    expect(await verdicts(other)).toEqual(PASS)
    expect(source instanceof Uint8Array ? null : source.size).toBe(other.length)
  })

  it('is signed once where both are the same domain', async () => {
    expect(await verdicts(await whole(await sign(message, 'someone@despatch.test')))).toEqual([
      'despatch.test pass',
    ])
  })

  it('covers every header field that says what it is, and the body', async () => {
    const raw = (await whole(await sign(message, AUTHOR))).toString('latin1')
    const changes: [string, string][] = [
      ['From: asb', 'From: yot'],
      ['To: intelligence', 'To: unintelligence'],
      ['01 May 2026 12:00:00', '01 May 2026 12:00:01'],
      ['<0198-1@', '<0198-2@'],
      ['Subject: [...]', 'Subject: [..]'],
      ['\r\nSIO-Label: marking="RESTRICTED"', '\r\nSIO-Label: marking="PROTECT"'],
      ['\r\nDespatch-Marking: RESTRICTED', '\r\nDespatch-Marking: PROTECT'],
      ['Disposition-Notification-To: abcdefgh', 'Disposition-Notification-To: hgfedcba'],
      ['MIME-Version: 1.0', 'MIME-Version: 1.1'],
      ['multipart/encrypted', 'multipart/mixed'],
      ['wcBMAwcBMA', 'wcBMAwcBMB'],
    ]
    for (const [from, to] of changes) {
      expect(raw).toContain(from)
      const changed = Buffer.from(
        raw.replace(from, () => to),
        'latin1',
      )
      for (const verdict of await verdicts(changed)) expect(`${from}: ${verdict}`).not.toMatch(/pass/)
    }
  })

  it('does not verify by the key of somebody else', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
    for (const verdict of await verdicts(
      await whole(await sign(message, AUTHOR)),
      dkimRecord({ key: other }),
    ))
      expect(verdict).not.toMatch(/pass/)
  })

  it('is not sent when it could not be read for the signature', async () => {
    const gone: MessageSource = {
      size: 10,
      async *pieces() {
        yield Buffer.from('From:')
        throw new Error('the content is gone')
      },
    }
    await expect(sign(gone, AUTHOR)).rejects.toThrow('the content is gone')
  })
})
