import { connect } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ListenOptions, listen } from '../../../src/mail/gateway/listen.ts'
import { makeCertificate } from './certificate.ts'

const MAILBOX = 'asb.team@liverpool.gcsx.gov.test'
let tls: { key: string; cert: string }
const running: { close(): Promise<void> }[] = []

beforeAll(async () => {
  tls = await makeCertificate('mail.despatch.test')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.close()))
})

async function gateway(change: Partial<ListenOptions> = {}) {
  const kept: Buffer[] = []
  const started = await listen({
    host: '127.0.0.1',
    port: 0,
    name: 'mail.despatch.test',
    tls,
    recipient: async (address) =>
      address === MAILBOX
        ? { accept: true, kind: 'mailbox' }
        : { accept: false, code: 550, text: '5.1.1 There is no such mailbox here' },
    keep: async (_envelope, raw) => {
      kept.push(Buffer.from(raw))
      return { ok: true }
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...change,
    limits: { closeMs: 500, ...change.limits },
  })
  running.push(started)
  return { ...started, kept }
}

/** Writes lines once the gateway has greeted, and gives all that it answers until it hangs up or has said `until`. */
function answers(port: number, lines: string | Buffer, until?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let held = ''
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const isGreeting = held === ''
      held += data.toString('latin1')
      if (isGreeting) socket.write(lines)
      if (until !== undefined && held.includes(until)) socket.destroy()
    })
    socket.on('close', () => resolve(held))
  })
}

const BEGIN = `EHLO x.test\r\nMAIL FROM:<yot@sefton.gcsx.gov.test>\r\nRCPT TO:<${MAILBOX}>\r\nDATA\r\n`

describe('a sender that is no mail program', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['a command without an end', `NOOP ${'x'.repeat(100_000)}`, /^421 .*too long/im],
    ['a command that is too long', `NOOP ${'x'.repeat(10_000)}\r\n`, /^421 .*too long/im],
    ['nothing but bytes', Buffer.alloc(50_000, 0), /^421 /m],
    ['commands that there are not', 'MAKE TEA\r\n'.repeat(50), /^421 .*unrecognized/im],
    ['a web page’s request', 'POST / HTTP/1.1\r\n', /^421 .*HTTP/im],
  ])('is sent away for %s', async (_what, lines, answer) => {
    const { port, kept } = await gateway()
    expect(await answers(port, lines)).toMatch(answer)
    expect(kept).toEqual([])
  })

  it.each<[string, string]>([
    ['a sender with a line break', 'MAIL FROM:<a@b.test\rRCPT TO:<c@d.test>>'],
    ['a sender with a NUL', 'MAIL FROM:<a\0@b.test>'],
    ['two sizes', 'MAIL FROM:<a@b.test> SIZE=1 SIZE=2'],
    ['a size that is no number', 'MAIL FROM:<a@b.test> SIZE=-1'],
  ])('is answered with a 5xx for %s, and may go on', async (_what, line) => {
    const { port } = await gateway()
    const said = await answers(port, `EHLO x.test\r\n${line}\r\nQUIT\r\n`)
    expect(said).toMatch(/^5\d\d /m)
    expect(said).toMatch(/^221 /m)
  })

  it('is sent away after it has guessed at many mailboxes', async () => {
    const { port } = await gateway({ limits: { refusedRecipients: 5 } })
    const guesses = Array.from({ length: 20 }, (_, i) => `RCPT TO:<guess${i}@despatch.test>\r\n`).join('')
    const said = await answers(port, `EHLO x.test\r\nMAIL FROM:<a@b.test>\r\n${guesses}`)
    expect(said.match(/^550 5\.1\.1/gm)).toHaveLength(5)
    expect(said).toMatch(/^421 4\.7\.0/m)
  })
})

describe('a message', () => {
  it('larger than its sender said is measured by what came', async () => {
    const { port, kept } = await gateway({ limits: { bytes: 10_000 } })
    const lying = BEGIN.replace('test>\r\nRCPT', 'test> SIZE=10\r\nRCPT')
    const body = `${'x'.repeat(70)}\r\n`.repeat(200)
    expect(await answers(port, `${lying}${body}.\r\n`, '552')).toMatch(/^552 5\.3\.4 /m)
    expect(kept).toEqual([])
  })

  it('of one line, of NULs, or of nothing but dots is kept as it came', async () => {
    const { port, kept } = await gateway()
    const bodies = ['y'.repeat(200_000), '\0'.repeat(200_000), Array(20_000).fill('.').join('\r\n')]
    for (const body of bodies) {
      const stuffed = body.replace(/^\./gm, '..')
      expect(await answers(port, `${BEGIN}${stuffed}\r\n.\r\n`, '2.0.0')).toMatch(/^250 2\.0\.0/m)
    }
    expect(kept.map((raw) => raw.toString('latin1'))).toEqual(bodies.map((body) => `${body}\r\n`))
  })

  it.each(['\n.\n', '\n.\r\n', '\r.\r', '\r\n.\n', '\r.\r\n', '\r\n\0.\r\n'])(
    'does not end at %j (SMTP smuggling)',
    async (end) => {
      const { port, kept } = await gateway()
      const body = `one${end}MAIL FROM:<smuggled@example.test>\r\nRCPT TO:<${MAILBOX}>\r\nDATA\r\ntwo`
      expect(await answers(port, `${BEGIN}${body}\r\n.\r\n`, '2.0.0')).toMatch(/^250 2\.0\.0/m)
      expect(kept.map((raw) => raw.toString('latin1'))).toEqual([`${body}\r\n`])
    },
  )
})

describe('an address that brings too much', () => {
  it('is told before DATA when to come again, and its bytes are counted', async () => {
    const brought: number[] = []
    const { port } = await gateway({
      ration: {
        begin: async () =>
          brought.length < 1
            ? null
            : { code: 450, text: '4.7.1 Too much mail from your address; try again in 34 seconds' },
        brought: async (_address, bytes) => void brought.push(bytes),
      },
    })
    expect(await answers(port, `${BEGIN}hello\r\n.\r\n`, '2.0.0')).toMatch(/^250 2\.0\.0/m)
    expect(brought).toEqual(['hello\r\n'.length])
    const said = await answers(port, BEGIN, '503')
    expect(said).toMatch(/^450 4\.7\.1 .*try again in 34 seconds/m)
    expect(said).not.toMatch(/^354/m)
  })
})
