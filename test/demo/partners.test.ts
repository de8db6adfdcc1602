import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { armorMessage, dearmorMessage } from '../../src/crypto/armor.ts'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { generateMailboxKey, type PrivateKey, type PublicKey } from '../../src/crypto/keys.ts'
import { open } from '../../src/crypto/open.ts'
import { seal } from '../../src/crypto/seal.ts'
import { preparePartners } from '../../src/demo/partner/prepare.ts'
import { type RunningPartners, startPartners } from '../../src/demo/partners.ts'
import { composeReferral } from '../../src/mail/compose.ts'
import { composeEncrypted, findEncrypted } from '../../src/mail/encrypted.ts'
import { fieldValue, readHead } from '../../src/mail/fields.ts'
import { listen } from '../../src/mail/gateway/listen.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { readReport } from '../../src/mail/gateway/report.ts'
import type { ReceivedEnvelope } from '../../src/mail/gateway/smtp-session.ts'

const POLICE = 'intelligence@merseyside.pnn.police.test'
const ASB_TEAM = 'asb.team@liverpool.gcsx.gov.test'
const RETURN_PATH = 'abcdefghijklmnop@despatch.test'
const MESSAGE_ID = '<0195a3c1-0000-7000-8000-000000000001@despatch.test>'

type Received = { envelope: ReceivedEnvelope; raw: Uint8Array }

let dataDir: string
let gateway: { port: number; close(): Promise<void> }
let partners: RunningPartners
let asbKey: PrivateKey
let police: PublicKey
const received: Received[] = []
const waiting: ((mail: Received) => void)[] = []

/** The next mail that came to the gateway. */
const nextMail = (): Promise<Received> => {
  const mail = received.shift()
  return mail ? Promise.resolve(mail) : new Promise((resolve) => waiting.push(resolve))
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'dp-'))
  asbKey = await generateMailboxKey({ name: 'ASB team', address: ASB_TEAM, now: new Date() })
  const entries = await preparePartners(dataDir, [asbKey.toPublic().armor()])
  const entry = entries.find(({ domain }) => domain === 'merseyside.pnn.police.test')
  police = await readCertificate(entry?.certificate ?? '')
  const tls = await generate([{ name: 'commonName', value: 'despatch.test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  gateway = await listen({
    host: '127.0.0.1',
    port: 0,
    name: 'despatch.test',
    tls: { key: tls.private, cert: tls.cert },
    recipient: async () => ({ accept: true, kind: 'mailbox' }),
    keep: async (envelope, raw) => {
      // The gateway's own bytes are overwritten when it is done with them.
      const mail = { envelope, raw: new Uint8Array(raw) }
      const waiter = waiting.shift()
      if (waiter) waiter(mail)
      else received.push(mail)
      return { ok: true }
    },
    logger: { info() {}, warn() {}, error() {} },
  })
  partners = await startPartners({
    dataDir,
    gateway: { host: '127.0.0.1', port: gateway.port, tlsCertificate: tls.cert },
    logger: { warn: (details) => console.error(details) },
    behaviour: () => ({ reports: true, opens: false }),
  })
})
afterAll(async () => {
  await partners.stop()
  await gateway.close()
  await rm(dataDir, { recursive: true, force: true })
})

const referral = async (): Promise<Uint8Array> => {
  const date = new Date()
  const headers = { from: ASB_TEAM, to: [POLICE], date, messageId: MESSAGE_ID }
  const entity = composeReferral({
    headers: { ...headers, subject: 'RESTRICTED ASB-00000-00000-0' },
    text: 'RESTRICTED\n\nTestina Example saw it.\n\nRESTRICTED\n',
    terms: { text: '{}', signature: 'none' },
    rendering: 'asb-incident/1',
    data: {},
    attachments: [{ name: 'diary.txt', type: 'text/plain', bytes: new TextEncoder().encode('A diary.') }],
  })
  const sealed = await seal({
    entity,
    signingKey: asbKey,
    recipients: [police, asbKey.toPublic()],
    now: date,
  })
  return composeEncrypted({ ...headers, armored: armorMessage(sealed), notificationTo: RETURN_PATH })
}

const policeNetwork = () => {
  const network = partners.networks.find(({ domain }) => domain === 'merseyside.pnn.police.test')
  if (!network) throw new Error('no police network')
  return network
}

describe('a mail partner of the demonstration', () => {
  it('takes mail on its own address, over TLS with the certificate that it told the directory', async () => {
    const { host, port, tlsCertificate } = policeNetwork()
    expect(host).toBe('127.0.0.13')
    const result = await relay({
      host,
      port,
      tlsCertificate,
      name: 'despatch.test',
      envelope: { from: RETURN_PATH, to: POLICE, envid: 'an-opaque-id', notify: ['success', 'failure'] },
      message: await referral(),
    })
    expect(result).toMatchObject({ outcome: 'relayed', code: 250, dsn: true })
    expect(result.tls).toMatch(/^TLSv1\.3 /)
  })

  it('answers with a delivery report that names the transaction, from its own address', async () => {
    const { envelope, raw } = await nextMail()
    expect(envelope).toMatchObject({ from: '', to: [RETURN_PATH], remoteAddress: '127.0.0.13', tls: true })
    expect(await readReport(raw)).toMatchObject({
      type: 'dsn',
      envelopeId: 'an-opaque-id',
      originalMessageId: MESSAGE_ID,
      dsn: { recipients: [{ finalRecipient: POLICE, action: 'delivered', status: '2.0.0' }] },
    })
  })

  it('has an officer who opens it with the gpg program, which finds the signature good', async () => {
    const shown = await partners.officer(POLICE).open(MESSAGE_ID)
    expect(shown).toMatchObject({
      program: 'gpg',
      subject: 'RESTRICTED ASB-00000-00000-0',
      signer: asbKey.getFingerprint(),
      notification: { outcome: 'relayed', code: 250 },
    })
    expect(shown.attachments).toContain('diary.txt')
    expect(shown.text).toMatch(/^RESTRICTED\r?\n(?:.*\n)*RESTRICTED\s*$/)
  })

  it('says once that the officer has seen it, to the address that asked', async () => {
    const { envelope, raw } = await nextMail()
    expect(envelope).toMatchObject({ from: '', to: [RETURN_PATH] })
    expect(await readReport(raw)).toMatchObject({
      type: 'mdn',
      mdn: { disposition: 'displayed', originalMessageId: MESSAGE_ID, finalRecipient: POLICE },
    })
    expect((await partners.officer(POLICE).open(MESSAGE_ID)).notification).toBeNull()
  })

  it('replies by ordinary encrypted mail to the mailbox that wrote, in the same thread', async () => {
    const sent = await partners.officer(POLICE).reply(MESSAGE_ID, 'Placeholder Pat is known to us.')
    expect(sent.answer).toMatchObject({ outcome: 'relayed', code: 250 })
    const { envelope, raw } = await nextMail()
    expect(envelope).toMatchObject({ from: POLICE, to: [ASB_TEAM], remoteAddress: '127.0.0.13', tls: true })
    const fields = readHead(raw)?.fields ?? []
    expect(fieldValue(fields, 'in-reply-to')).toBe(MESSAGE_ID)
    expect(fieldValue(fields, 'references')).toContain(MESSAGE_ID)
    expect(new TextDecoder().decode(raw)).not.toContain('Placeholder Pat')
    const { entity, signature } = await open({
      sealed: await dearmorMessage(findEncrypted(raw)?.armored ?? ''),
      keys: [asbKey],
      verifyWith: [police],
      now: new Date(),
    })
    expect(signature).toEqual({ status: 'verified', signer: police.getFingerprint() })
    expect(new TextDecoder().decode(entity)).toContain('Placeholder Pat is known to us.')
  })

  it('starts a referral of its own by mail', async () => {
    const text = 'RESTRICTED\n\nA referral.\n\nRESTRICTED'
    await partners.officer(POLICE).startReferral({ to: ASB_TEAM, subject: 'RESTRICTED a referral', text })
    const { raw } = await nextMail()
    const fields = readHead(raw)?.fields ?? []
    expect(fieldValue(fields, 'in-reply-to')).toBeNull()
    expect(fieldValue(fields, 'subject')).toBe('[...]')
  })

  it('keeps what it received, sealed, where a person can look with gpg', async () => {
    const folder = join(dataDir, 'demo/partners/merseyside.pnn.police.test/mail')
    const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'))
    expect(names).toHaveLength(1)
    const text = await readFile(join(folder, names[0] ?? ''), 'utf8')
    expect(text).toContain('BEGIN PGP MESSAGE')
    expect(text).not.toContain('Testina')
  })

  it('takes no mail in clear text, and none for anybody else', async () => {
    const { host, port, tlsCertificate } = policeNetwork()
    const other = await relay({
      host,
      port,
      tlsCertificate,
      name: 'despatch.test',
      envelope: { from: RETURN_PATH, to: 'chief@merseyside.pnn.police.test' },
      message: await referral(),
    })
    expect(other).toMatchObject({ outcome: 'failed', code: 550 })
    expect(await clearText(host, port, POLICE)).toMatch(/^530 /)
  })
})

/** What the server says to RCPT without STARTTLS. */
const clearText = (host: string, port: number, to: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const lines = ['EHLO clear.test', `MAIL FROM:<${RETURN_PATH}>`, `RCPT TO:<${to}>`]
    const socket = connect(port, host)
    socket.setEncoding('utf8').on('error', reject)
    socket.on('data', (text: string) => {
      if (!/^\d{3} /m.test(text)) return
      const line = lines.shift()
      if (line) socket.write(`${line}\r\n`)
      else {
        resolve(text)
        socket.end()
      }
    })
  })
