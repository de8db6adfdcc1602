import { generateKeyPairSync } from 'node:crypto'
import { connect } from 'node:net'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import type { Arrival } from '../../../src/domain/wire/arrival.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { bring, encryptedMail, POLICE_RELAY, STRANGER } from '../../faults/partner-mail.ts'
import { createWorld, type World } from '../../faults/world.ts'
import { freePort } from '../../setup/ports.ts'

const POLICE = 'merseyside.pnn.police.test'
const HOSTED = '127.0.0.77'
const PASSED_ON = '127.0.0.78'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

let dmarc = 'v=DMARC1; p=none'
let answers = true
/** The DNS of a police force that has its mail at a hosting company. */
async function resolver(name: string, type: string): Promise<string[][]> {
  if (!answers) throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })
  const records: Record<string, string> = {
    [`TXT ${POLICE}`]: `v=spf1 ip4:${HOSTED} -all`,
    [`TXT _dmarc.${POLICE}`]: dmarc,
    [`TXT s1._domainkey.${POLICE}`]: `v=DKIM1; k=rsa; p=${published}`,
    'TXT forwarder.test': 'v=spf1 +all',
  }
  const text = records[`${type} ${name}`]
  if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
  return [[text]]
}

let world: World
let caseWorker: Session
let lmtpPort: number
beforeAll(async () => {
  lmtpPort = await freePort('127.0.0.1')
  world = await createWorld({ LMTP_PORT: String(lmtpPort) })
  await world.start({ seams: { resolver } })
  caseWorker = await world.session('asb.caseworker')
})
afterAll(() => world?.end())

const stored = async () => (await world.asSuperuser('select 1 from inbound_recipient')).length
const written = async () =>
  (await encryptedMail(world, { from: POLICE_INTELLIGENCE, to: ASB_TEAM, also: [LIVERPOOL_YOT] })).message
const from = (localAddress: string, message: Uint8Array, sender = POLICE_INTELLIGENCE) =>
  bring(world, { from: sender, to: ASB_TEAM, message, localAddress })

async function signed(message: Uint8Array): Promise<Uint8Array> {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const signature = { signingDomain: POLICE, selector: 's1', privateKey: pem }
  const { signatures } = await dkimSign(Buffer.from(message), { ...signature, signatureData: [signature] })
  return Buffer.concat([Buffer.from(signatures), message])
}

/** The newest arrival's statement. */
async function newest(): Promise<Arrival> {
  const [row] = await world.asSuperuser(
    "select statement from referral where origin = 'mail' order by seq desc limit 1",
  )
  return JSON.parse(String(row?.statement))
}

describe('whose mail it is', () => {
  it('is borne out by the relay address of the network, and what DNS says is stated beside it', async () => {
    expect(await from(POLICE_RELAY, await written())).toMatchObject({ code: 250 })
    expect(await newest()).toMatchObject({
      authentication: { method: 'relay-address', result: 'pass', domain: POLICE },
      checks: {
        spf: { result: 'fail', domain: POLICE },
        dkim: [],
        dmarc: { result: 'fail', policy: 'none' },
      },
    })
  })

  it('is borne out by SPF from an address that the domain names', async () => {
    expect(await from(HOSTED, await written())).toMatchObject({ code: 250 })
    expect((await newest()).authentication).toEqual({ method: 'spf', result: 'pass', domain: POLICE })
  })

  it('is borne out by DKIM wherever it comes from, also when somebody passed it on', async () => {
    expect(await from(PASSED_ON, await signed(await written()))).toMatchObject({ code: 250 })
    expect((await newest()).authentication).toEqual({ method: 'dkim', result: 'pass', domain: POLICE })
    const again = await signed(await written())
    expect(await from(PASSED_ON, again, 'srs0=x@forwarder.test')).toMatchObject({ code: 250 })
    expect((await newest()).authentication).toEqual({ method: 'dkim', result: 'pass', domain: POLICE })
  })

  it('is not borne out by the one who passed it on, nor by his own name in From', async () => {
    const answer = await from(PASSED_ON, await written(), 'srs0=x@forwarder.test')
    expect(answer).toMatchObject({ code: 550, enhanced: '5.7.1' })
  })

  it('is nobody’s when nothing bears it out, which the domain may ask to have refused', async () => {
    expect(await from(STRANGER, await written())).toMatchObject({ code: 250 })
    expect((await newest()).authentication.result).toBe('none')
    dmarc = 'v=DMARC1; p=reject'
    try {
      expect(await from(STRANGER, await written())).toMatchObject({ code: 550, enhanced: '5.7.26' })
    } finally {
      dmarc = 'v=DMARC1; p=none'
    }
  })

  it('and refused when From names somebody whose domain asks for nothing', async () => {
    const other = Buffer.from(
      Buffer.from(await written())
        .toString('latin1')
        .replace(/^From: .*$/m, 'From: somebody@evil.test'),
      'latin1',
    )
    expect(await from(STRANGER, other)).toMatchObject({ code: 550, enhanced: '5.7.1' })
  })

  it('and held back when SPF says that it does not come from there', async () => {
    expect(await from(STRANGER, await written())).toMatchObject({ code: 250 })
    expect(await newest()).toMatchObject({ held: 'sender-unproven', authentication: { method: 'none' } })
  })

  it('or to have held back until somebody has asked', async () => {
    dmarc = 'v=DMARC1; p=quarantine'
    try {
      expect(await from(STRANGER, await written())).toMatchObject({ code: 250 })
    } finally {
      dmarc = 'v=DMARC1; p=none'
    }
    expect(await newest()).toMatchObject({ held: 'sender-unproven' })
    const { rows } = await caseWorker.client.quarantine()
    expect(rows[0]).toMatchObject({ reason: 'sender-unproven', domain: POLICE, mailbox: ASB_TEAM })
  })

  it('cannot be said while DNS does not answer: whoever has no relay address is to try again', async () => {
    answers = false
    try {
      expect(await from(HOSTED, await written())).toMatchObject({ code: 451, enhanced: '4.4.3' })
      expect(await from(POLICE_RELAY, await written())).toMatchObject({ code: 250 })
      expect((await newest()).checks?.spf.result).toBe('temperror')
    } finally {
      answers = true
    }
  })
})

describe('the same mail again', () => {
  it('is the same mail when another server wrote its own trace fields on it', async () => {
    const message = await written()
    const traced = Buffer.concat([
      Buffer.from(
        'Received: from a.police.test by b.police.test with ESMTPS; Sun, 22 Nov 2026 10:00:00 +0000\r\n',
      ),
      message,
    ])
    const before = await stored()
    for (const one of [message, traced, message])
      expect(await from(POLICE_RELAY, one)).toMatchObject({ code: 250 })
    expect(await stored()).toBe(before + 1)
  })

  it('is another mail when a stranger was the first to send it', async () => {
    const message = await written()
    const before = await stored()
    const traced = Buffer.concat([Buffer.from('X-Mine: yes\r\n'), message])
    expect(await from(STRANGER, traced)).toMatchObject({ code: 250 })
    expect(await from(POLICE_RELAY, message)).toMatchObject({ code: 250 })
    expect(await stored()).toBe(before + 2)
    expect((await newest()).authentication.result).toBe('pass')
  })
})

describe('mail that goes in a circle', () => {
  it.each([
    ['has passed through more than a hundred servers', () => 'Received: from a by b; x\r\n'.repeat(101)],
    ['bears a Message-ID of this service', () => 'Message-ID: <0198@DESPATCH.test>\r\n'],
  ])('is refused when it %s', async (_what, fields) => {
    const message = (await written()).subarray(0)
    const rest = Buffer.from(message)
      .toString()
      .replace(/^Message-ID:.*\r\n/m, '')
    const raw = Buffer.from(`${fields()}${fields().startsWith('Message-ID') ? rest : Buffer.from(message)}`)
    expect(await from(POLICE_RELAY, raw)).toMatchObject({ code: 554, enhanced: '5.4.6' })
  })
})

describe('our own mail server hands mail over by LMTP', () => {
  /** All that is answered to a few lines, written once the listener has greeted, until it hangs up. */
  function said(port: number, lines: string, localAddress = '127.0.0.1'): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress })
      let held = ''
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        if (held === '') socket.write(lines)
        held += data.toString('latin1')
      })
      socket.on('close', () => resolve(held))
    })
  }

  const handedOver = (message: Uint8Array, to: string[], forwarded: string | null, localAddress?: string) =>
    said(
      lmtpPort,
      [
        'LHLO mx.council.test',
        ...(forwarded === null ? [] : [`XFORWARD ADDR=${forwarded} HELO=mx.police.test`]),
        `MAIL FROM:<${POLICE_INTELLIGENCE}>`,
        ...to.map((address) => `RCPT TO:<${address}>`),
        'DATA',
        `${Buffer.from(message).toString('latin1')}\r\n.`,
        'QUIT\r\n',
      ].join('\r\n'),
      localAddress,
    )

  it('with an answer for each recipient, and judges whence that server had it', async () => {
    const before = await stored()
    const answer = await handedOver(await written(), [ASB_TEAM, LIVERPOOL_YOT], POLICE_RELAY)
    expect(answer.match(/^250 2\.0\.0 Kept\r$/gm)).toHaveLength(2)
    expect(await stored()).toBe(before + 2)
    expect((await newest()).authentication).toMatchObject({ method: 'relay-address', result: 'pass' })
  })

  it('and says of each mail anew whence it came: the next is not taken for the same sender’s', async () => {
    const again = await written()
    const mail = (message: Uint8Array) => [
      `MAIL FROM:<${POLICE_INTELLIGENCE}>`,
      `RCPT TO:<${ASB_TEAM}>`,
      'DATA',
      `${Buffer.from(message).toString('latin1')}\r\n.`,
    ]
    const lines = [
      'LHLO mx.council.test',
      `XFORWARD ADDR=${POLICE_RELAY} HELO=mx.police.test`,
      ...mail(await written()),
      'XFORWARD ADDR=[UNAVAILABLE]',
      ...mail(again),
      'QUIT\r\n',
    ]
    expect((await said(lmtpPort, lines.join('\r\n'))).match(/^250 2\.0\.0 Kept\r$/gm)).toHaveLength(2)
    expect((await newest()).authentication).toMatchObject({ method: 'none', result: 'none' })
  })

  it('and takes a mail of which that server says nothing for what DKIM makes of it', async () => {
    await handedOver(await signed(await written()), [ASB_TEAM], null)
    expect((await newest()).authentication).toMatchObject({ method: 'dkim', result: 'pass' })
  })

  it('and nobody else may', async () => {
    const answer = await handedOver(await written(), [ASB_TEAM], POLICE_RELAY, '127.0.0.50')
    expect(answer).toMatch(/^554 /)
    expect(answer).not.toMatch(/^250/m)
  })

  it('nor may a stranger say by SMTP whence his mail comes', async () => {
    const answer = await said(
      world.config.smtpPort,
      `EHLO x.test\r\nXFORWARD ADDR=${POLICE_RELAY}\r\nQUIT\r\n`,
    )
    expect(answer).not.toMatch(/^250.XFORWARD/m)
    expect(answer).toMatch(/^5\d\d .*\r\n221/m)
  })
})
