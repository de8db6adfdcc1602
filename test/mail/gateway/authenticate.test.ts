import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { describe, expect, it } from 'vitest'
import { createCheckSender } from '../../../src/mail/gateway/authenticate.ts'

const DOMAIN = 'police.test'
const BODY = 'The sealed message stands here.\r\n'
const mail = (...fields: string[]) =>
  Buffer.from(
    [
      ...(fields.some((field) => field.startsWith('From:')) ? [] : ['From: desk@police.test']),
      ...fields,
      'To: asb@council.test',
      'Date: Sun, 22 Nov 2026 10:00:00 +0000',
      'Message-ID: <1@police.test>',
      'Subject: [...]',
      '',
      BODY,
    ].join('\r\n'),
  )

const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits })
const key = rsa(2048)
const weak = rsa(512)
const record = (publicKey: KeyObject) =>
  `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

const zone = (records: Record<string, string>) => async (name: string, type: string) => {
  const text = records[`${type} ${name}`]
  if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
  if (text === 'SERVFAIL') throw Object.assign(new Error('failed'), { code: 'ESERVFAIL' })
  return [[text]]
}
const POLICE = {
  'TXT police.test': 'v=spf1 ip4:192.0.2.7 -all',
  'TXT s1._domainkey.police.test': record(key.publicKey),
  'TXT weak._domainkey.police.test': record(weak.publicKey),
  'TXT _dmarc.police.test': 'v=DMARC1; p=quarantine; adkim=s',
}
const ours = { remoteAddress: '192.0.2.7', helo: 'mx.police.test', from: 'desk@police.test' }
const elsewhere = { ...ours, remoteAddress: '198.51.100.1' }
const check = (bringer: typeof ours, raw: Uint8Array, records: Record<string, string> = POLICE) =>
  createCheckSender('despatch.test', zone(records))(bringer, raw, { withinMs: 5_000 })

async function signed(
  raw: Buffer,
  {
    selector = 's1',
    privateKey = key.privateKey,
    signingDomain = DOMAIN,
    ...more
  }: Record<string, unknown> = {},
) {
  const pem = (privateKey as KeyObject).export({ type: 'pkcs8', format: 'pem' }).toString()
  const signature = {
    signingDomain: String(signingDomain),
    selector: String(selector),
    privateKey: pem,
    ...more,
  }
  const { signatures, errors } = await dkimSign(raw, { ...signature, signatureData: [signature] })
  if (errors.length > 0) throw new Error('the mail could not be signed')
  return Buffer.concat([Buffer.from(signatures), raw])
}

describe('what DNS says of who brings a mail', () => {
  it('passes all three when the domain bears it out', async () => {
    expect(await check(ours, await signed(mail()))).toEqual({
      spf: { result: 'pass', domain: DOMAIN },
      dkim: [{ result: 'pass', domain: DOMAIN }],
      dmarc: { result: 'pass', domain: DOMAIN, policy: 'quarantine' },
    })
  })

  it('keeps a signature when the mail came by another server, and SPF says so', async () => {
    const checks = await check(elsewhere, await signed(mail()))
    expect(checks.spf.result).toBe('fail')
    expect(checks.dkim).toEqual([{ result: 'pass', domain: DOMAIN }])
    expect(checks.dmarc.result).toBe('pass')
  })

  it('fails a mail of which a byte was changed', async () => {
    const changed = Buffer.from((await signed(mail())).toString().replace('sealed', 'opened'))
    const { dkim, dmarc } = await check(elsewhere, changed)
    expect(dkim.map(({ result }) => result)).not.toContain('pass')
    expect(dmarc).toEqual({ result: 'fail', domain: DOMAIN, policy: 'quarantine' })
  })

  it.each([
    ['the first bytes of the body only, so that anybody may add to it', { maxBodyLength: 5 }],
    ['by a key that is too short to mean anything', { selector: 'weak', privateKey: weak.privateKey }],
    ['with SHA-1', { algorithm: 'rsa-sha1' }],
  ])('takes no signature %s', async (_what, options) => {
    const { dkim, dmarc } = await check(elsewhere, await signed(mail(), options))
    expect(dkim.map(({ result }) => result)).not.toContain('pass')
    expect(dmarc.result).toBe('fail')
  })

  it('looks at no signature when there are more than anybody puts on a mail', async () => {
    let raw = mail()
    for (let n = 0; n < 6; n += 1) raw = await signed(raw)
    expect((await check(elsewhere, raw)).dkim).toEqual([])
  })

  it('says nothing of a domain that publishes nothing', async () => {
    const bringer = { ...ours, from: 'a@quiet.test' }
    expect(await check(bringer, mail('From: a@quiet.test'))).toEqual({
      spf: { result: 'none', domain: 'quiet.test' },
      dkim: [],
      dmarc: { result: 'none', domain: 'quiet.test', policy: null },
    })
  })

  it('says that DNS does not answer, which is no failure of the sender', async () => {
    const { spf, dmarc } = await check(ours, mail(), {
      'TXT police.test': 'SERVFAIL',
      'TXT _dmarc.police.test': 'SERVFAIL',
    })
    expect(spf.result).toBe('temperror')
    expect(dmarc.result).toBe('temperror')
  })

  it.each([
    ['Message-ID', 'Message-ID: <another@police.test>'],
    ['In-Reply-To', 'In-Reply-To: <referral@despatch.test>'],
    ['Content-Type', 'Content-Type: multipart/report'],
  ])('takes no signature for a mail to which somebody added a %s', async (_what, field) => {
    const added = Buffer.concat([Buffer.from(`${field}\r\n`), await signed(mail())])
    expect((await check(elsewhere, added)).dkim).toEqual([{ result: 'policy', domain: DOMAIN }])
  })

  it('soon has done with a mail that is one line of megabytes, signed or not', async () => {
    const raw = await signed(Buffer.concat([mail(), Buffer.alloc(8 * 1024 * 1024, 'a')]))
    const before = process.cpuUsage()
    expect((await check(elsewhere, raw)).dkim).toEqual([])
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(2)
  })

  it.each([
    ['two From fields', mail('From: desk@police.test', 'From: other@elsewhere.test')],
    ['two domains in one From', mail('From: desk@police.test, other@elsewhere.test')],
    ['no From', mail('From:')],
    ['nothing but line ends', Buffer.from('\r\n'.repeat(100_000))],
    ['nothing at all', Buffer.alloc(0)],
  ])('takes nothing for borne out by DMARC that has %s', async (_what, raw) => {
    expect((await check(ours, raw)).dmarc.result).not.toBe('pass')
  })
})
