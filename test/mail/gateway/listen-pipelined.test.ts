import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../../../src/mail/gateway/listen.ts'
import type { RecipientKind } from '../../../src/mail/gateway/smtp-session.ts'
import { makeCertificate } from './certificate.ts'

let tls: { key: string; cert: string }
const running: { close(): Promise<void> }[] = []
beforeAll(async () => {
  tls = await makeCertificate('mail.despatch.test')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

const accepted: { accept: true; kind: RecipientKind } = { accept: true, kind: 'mailbox' }

/** Greets over TLS; then gives what is answered to each thing said, in the pieces that it comes in. */
async function greeted(
  recipient: (address: string) => Promise<typeof accepted | { accept: false; code: number; text: string }>,
) {
  const kept: string[] = []
  const gateway = await listen({
    host: '127.0.0.1',
    port: 0,
    name: 'mail.despatch.test',
    tls,
    requireTls: true,
    recipient,
    keep: async (_, raw) => {
      kept.push(Buffer.from(raw).toString())
      return { ok: true }
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    limits: { closeMs: 500 },
  })
  running.push(gateway)
  const clear = connect({ port: gateway.port, host: '127.0.0.1' })
  await once(clear, 'data')
  for (const line of ['EHLO x.test', 'STARTTLS']) {
    clear.write(`${line}\r\n`)
    await once(clear, 'data')
  }
  const socket = connectTls({ socket: clear, ca: [tls.cert], checkServerIdentity: () => undefined })
  await once(socket, 'secureConnect')
  const pieces: string[] = []
  socket.on('data', (data: Buffer) => void pieces.push(data.toString()))
  socket.on('error', () => undefined)
  const say = async (text: string, codes: readonly string[]) => {
    const before = pieces.length
    socket.write(text)
    const said = () => pieces.slice(before)
    await expect.poll(() => codesOf(said().join(''))).toEqual(codes)
    return said().length
  }
  await say('EHLO x.test\r\n', ['250'])
  return { say, kept, socket }
}

const codesOf = (text: string) => text.split('\r\n').flatMap((line) => /^(\d{3}) /.exec(line)?.[1] ?? [])
const MAIL = 'MAIL FROM:<yot@sefton.gcsx.gov.test>\r\n'
const RCPT = 'RCPT TO:<asb.team@liverpool.gcsx.gov.test>\r\n'
const OTHER = 'RCPT TO:<yot@liverpool.gcsx.gov.test>\r\n'

describe('commands that come in one piece (RFC 2920)', () => {
  it('are answered in one piece, and the message and the next mail in others', async () => {
    const { say, kept } = await greeted(async () => accepted)
    expect(await say(`${MAIL}${RCPT}${OTHER}DATA\r\n`, ['250', '250', '250', '354'])).toBe(1)
    expect(await say('one\r\n.\r\n', ['250'])).toBe(1)
    expect(await say(`${MAIL}${RCPT}DATA\r\n`, ['250', '250', '354'])).toBe(1)
    expect(await say('two\r\n.\r\n', ['250'])).toBe(1)
    expect(kept).toEqual(['one\r\n', 'two\r\n'])
  })

  it('are each answered, whatever stands among them', async () => {
    const { say } = await greeted(async (address) =>
      address.startsWith('asb') ? accepted : { accept: false, code: 550, text: '5.1.1 No such mailbox' },
    )
    await say(`${MAIL}NOOP\r\n${OTHER}RCPT TO:nonsense\r\nWHAT\r\n${RCPT}RSET\r\n`, [
      '250',
      '250',
      '550',
      '501',
      '500',
      '250',
      '250',
    ])
    await say(`${MAIL}${OTHER}DATA\r\n`, ['250', '550', '503'])
  })

  it('are answered one by one to a client that waits for each answer', async () => {
    const { say } = await greeted(async () => accepted)
    expect(await say(`RSET\r\n${MAIL}`, ['250', '250'])).toBeGreaterThan(0)
    expect(await say(RCPT, ['250'])).toBe(1)
    expect(await say(OTHER, ['250'])).toBe(1)
    expect(await say('DATA\r\n', ['354'])).toBe(1)
    expect(await say('.\r\n', ['250'])).toBe(1)
  })

  it('do not keep the service waiting when the client goes away in between', async () => {
    let asked = () => {}
    const wasAsked = new Promise<void>((resolve) => (asked = resolve))
    const { socket } = await greeted(async () => {
      asked()
      await new Promise((resolve) => setTimeout(resolve, 50))
      return accepted
    })
    socket.write(`${MAIL}${RCPT}DATA\r\n`)
    await wasAsked
    socket.destroy()
    await Promise.all(running.splice(0).map((one) => one.close()))
  })
})
