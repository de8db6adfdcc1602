import { createServer, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RelayRequest, relay } from '../../../src/mail/gateway/relay.ts'
import { boundedLine, readReply } from '../../../src/mail/gateway/reply-text.ts'
import { makeCertificate } from './certificate.ts'

const message = new TextEncoder().encode('Subject: [...]\r\n\r\n.a line that begins with a dot\r\nsecond\r\n')
const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })
const opened: { close(done: () => void): unknown }[] = []
let partner: { key: string; cert: string }
let stranger: { key: string; cert: string }

beforeAll(async () => {
  partner = await makeCertificate('mx.merseyside.pnn.police.test')
  stranger = await makeCertificate('mx.merseyside.pnn.police.test')
})

afterEach(async () => {
  await Promise.all(
    opened.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
  )
})

/** A partner's mail server, with what it was given. */
async function partnerServer(options: SMTPServerOptions = {}) {
  const received: {
    from: string
    to: string[]
    raw: string
    envid: unknown
    notify: unknown
    remote: string
  }[] = []
  const server = new SMTPServer({
    ...partner,
    authOptional: true,
    disableReverseLookup: true,
    hideDSN: false,
    closeTimeout: 200,
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece) => pieces.push(piece))
      stream.on('end', () => {
        const { mailFrom, rcptTo, dsn } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(pieces).toString(),
          envid: dsn?.envid,
          notify: rcptTo[0]?.dsn,
          remote: session.remoteAddress,
        })
        done(null, '2.0.0 Ok: queued as 4F1')
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  opened.push(server)
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.server)))
  })
  return { port, received }
}

/** A server that speaks as these lines say, one for each line it is sent. */
async function scripted(speak: (line: string | null, socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').filter(Boolean)) speak(line, socket)
    })
    speak(null, socket)
  })
  opened.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return portOf(server)
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const to = (port: number, change: Partial<RelayRequest> = {}) =>
  relay({
    host: '127.0.0.1',
    port,
    tlsCertificate: partner.cert,
    name: 'mail.despatch.test',
    envelope: {
      from: 'abcdefghijklmnopqrstuvwxyz@despatch.test',
      to: 'intelligence@merseyside.pnn.police.test',
      envid: 'b3c1f0',
    },
    message,
    timeoutMs: 30_000,
    ...change,
  })

describe('relaying to a partner', () => {
  it('delivers the exact message over TLS, with the return path, the envelope id and a request for reports', async () => {
    const server = await partnerServer()
    const result = await to(server.port)
    expect(result).toMatchObject({
      outcome: 'relayed',
      host: '127.0.0.1',
      code: 250,
      enhanced: '2.0.0',
      reply: '250 2.0.0 Ok: queued as 4F1',
      fault: null,
      dsn: true,
    })
    expect(result.tls).toMatch(/^TLSv1\.[23] /)
    expect(server.received).toEqual([
      {
        from: 'abcdefghijklmnopqrstuvwxyz@despatch.test',
        to: ['intelligence@merseyside.pnn.police.test'],
        raw: new TextDecoder().decode(message),
        envid: 'b3c1f0',
        notify: {
          notify: ['SUCCESS', 'FAILURE', 'DELAY'],
          orcpt: 'rfc822;intelligence@merseyside.pnn.police.test',
        },
        remote: '127.0.0.1',
      },
    ])
  })

  it('sends a report from the empty sender, asking for no report on it', async () => {
    const server = await partnerServer()
    const envelope = { from: '', to: 'returnpath@despatch.test' }
    expect((await to(server.port, { envelope })).outcome).toBe('relayed')
    expect(server.received[0]).toMatchObject({ from: '', notify: { notify: ['NEVER'] } })
  })

  it('connects from the address it is told to', async () => {
    const server = await partnerServer()
    await to(server.port, { localAddress: '127.0.0.7' })
    expect(server.received[0]?.remote).toBe('127.0.0.7')
  })

  it('relays to a partner without DSN and says that no report is owed', async () => {
    const server = await partnerServer({ hideDSN: true })
    expect(await to(server.port)).toMatchObject({ outcome: 'relayed', dsn: false })
  })
})

describe('a refusal by the partner', () => {
  it.each<[string, SMTPServerOptions, object]>([
    [
      '550 for the recipient is final',
      { onRcptTo: (_a, _s, done) => done(refusal(550, '5.1.1 No such mailbox')) },
      { outcome: 'failed', code: 550, enhanced: '5.1.1', reply: '550 5.1.1 No such mailbox' },
    ],
    [
      '451 for the recipient is tried again',
      { onRcptTo: (_a, _s, done) => done(refusal(451, '4.7.1 Greylisted')) },
      { outcome: 'retry', code: 451, enhanced: '4.7.1' },
    ],
    [
      '421 is tried again',
      { onMailFrom: (_a, _s, done) => done(refusal(421, '4.3.2 Closing')) },
      { outcome: 'retry', code: 421 },
    ],
    [
      '552 after the data is final',
      {
        onData: (stream, _s, done) =>
          void stream.resume().on('end', () => done(refusal(552, '5.3.4 Too big'))),
      },
      { outcome: 'failed', code: 552, enhanced: '5.3.4' },
    ],
    [
      '452 after the data is tried again',
      {
        onData: (stream, _s, done) => void stream.resume().on('end', () => done(refusal(452, '4.3.1 Full'))),
      },
      { outcome: 'retry', code: 452, enhanced: '4.3.1' },
    ],
    ['a size limit that it announces is final', { size: 20 }, { outcome: 'failed', fault: 'too-large' }],
    [
      '554 instead of a greeting says nothing about the message: it is tried again',
      { onConnect: (_s, done) => done(refusal(554, '5.7.1 Not you')) },
      { outcome: 'retry', code: 554, fault: 'protocol' },
    ],
  ])('%s', async (_, options, expected) => {
    const server = await partnerServer(options)
    expect(await to(server.port)).toMatchObject(expected)
  })
})

describe('a fault of the connection', () => {
  it('is tried again when nobody listens', async () => {
    const server = await partnerServer()
    await new Promise<void>((resolve) => opened.splice(0)[0]?.close(() => resolve()))
    expect(await to(server.port)).toMatchObject({
      outcome: 'retry',
      code: null,
      fault: 'connection',
      tls: null,
    })
  })

  it('sends nothing in clear when the partner has no STARTTLS', async () => {
    const server = await partnerServer({ disabledCommands: ['STARTTLS'] })
    expect(await to(server.port)).toMatchObject({ outcome: 'retry', fault: 'no-starttls', tls: null })
    expect(server.received).toEqual([])
  })

  it('sends nothing when the certificate is another one, even in the same name', async () => {
    const server = await partnerServer(stranger)
    const result = await to(server.port)
    expect(result).toMatchObject({ outcome: 'retry', fault: 'certificate' })
    expect(result.reply).toContain('not the agreed one')
    expect(server.received).toEqual([])
  })

  it('sends nothing to a self-signed certificate that nobody has pinned', async () => {
    const server = await partnerServer()
    expect(await to(server.port, { tlsCertificate: null })).toMatchObject({
      outcome: 'retry',
      fault: 'certificate',
    })
    expect(server.received).toEqual([])
  })

  it('sends nothing over TLS 1.1', async () => {
    const server = await partnerServer({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    expect(await to(server.port)).toMatchObject({ outcome: 'retry', fault: 'tls' })
    expect(server.received).toEqual([])
  })

  it('is tried again when the connection is dropped in the middle of the data', async () => {
    const server = await partnerServer({
      onData: (stream, session) => {
        stream.resume()
        for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy()
      },
    })
    const sockets = new Set<Socket>()
    for (const one of opened)
      if (one instanceof SMTPServer) one.server.on('connection', (s: Socket) => sockets.add(s))
    expect(await to(server.port)).toMatchObject({ outcome: 'retry', code: null, fault: 'connection' })
  })

  it('is tried again when the server falls silent', async () => {
    const port = await scripted(() => undefined)
    expect(await to(port, { timeoutMs: 200 })).toMatchObject({ outcome: 'retry', fault: 'timeout' })
  })

  it('is given up at the deadline when the server only trickles', async () => {
    const port = await scripted((_line, socket) => {
      const drip = setInterval(() => socket.write('220-wait\r\n'), 20)
      socket.on('close', () => clearInterval(drip))
    })
    expect(await to(port, { deadlineMs: 300 })).toMatchObject({ outcome: 'retry', fault: 'timeout' })
  })

  it('is tried again when what answers is no mail server', async () => {
    const port = await scripted((_line, socket) =>
      socket.end(`HTTP/1.1 400 Bad Request\r\n${'\u0007'.repeat(9000)}\r\n`),
    )
    const result = await to(port)
    expect(result.outcome).toBe('retry')
    expect(result.reply.length).toBeLessThanOrEqual(500)
  })

  it('never believes a server that offers STARTTLS and then hangs up', async () => {
    const port = await scripted((line, socket) => {
      if (line === null) socket.write('220 mx.test ESMTP\r\n')
      else if (line.startsWith('EHLO')) socket.write('250-mx.test\r\n250 STARTTLS\r\n')
      else socket.write('220 go ahead\r\n', () => socket.destroy())
    })
    expect(await to(port)).toMatchObject({ outcome: 'retry', fault: 'tls' })
  })
})

describe('what the partner says', () => {
  it('is kept as one line of at most 500 characters without control characters', () => {
    expect(readReply('250-2.0.0 first\r\n250 2.0.0 second')).toEqual({
      code: 250,
      enhanced: '2.0.0',
      text: '250-2.0.0 first 2.0.0 second',
    })
    const hostile = readReply(`550 5.7.1 \u001b[31mred\u0000 ${'x'.repeat(5000)}\u202e`)
    expect(hostile).toMatchObject({ code: 550, enhanced: '5.7.1' })
    expect(hostile.text).toMatch(/^550 5\.7\.1 +\[31mred +x+$/)
    expect(hostile.text.length).toBe(500)
    expect(readReply('')).toEqual({ code: null, enhanced: null, text: '' })
    expect(boundedLine('a\r\nb')).toBe('a b')
  })
})

describe('a request that is wrong on our side', () => {
  it('is an error, not an outcome', async () => {
    const envelope = { from: '', to: 'a@b.test> SIZE=1' }
    await expect(to(25, { envelope })).rejects.toThrow(TypeError)
    await expect(to(25, { tlsCertificate: 'no certificate' })).rejects.toThrow()
  })
})
