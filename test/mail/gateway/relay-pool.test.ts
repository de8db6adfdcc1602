import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SourceFault } from '../../../src/mail/gateway/relay-connection.ts'
import { NoPlace, type PlaceLimits } from '../../../src/mail/gateway/relay-places.ts'
import { createRelayPool, type RelayPool } from '../../../src/mail/gateway/relay-pool.ts'
import type { RelayRequest } from '../../../src/mail/gateway/relay-request.ts'
import { makeCertificate } from './certificate.ts'

type Credentials = { key: string; cert: string }

let partner: Credentials
let stranger: Credentials
let closings: (() => Promise<void>)[] = []

beforeAll(async () => {
  partner = await makeCertificate('mx.merseyside.pnn.police.test')
  stranger = await makeCertificate('mx.merseyside.pnn.police.test')
})
afterEach(async () => {
  for (const close of closings.reverse()) await close()
  closings = []
})

function pool(limits: Partial<PlaceLimits> = {}): RelayPool {
  const made = createRelayPool({ perServer: 5, inAll: 50, messages: 100, idleMs: 10_000, ...limits })
  closings.push(() => made.close(0))
  return made
}

/** A partner's mail server, with what it took, and the connections that it has and had. */
async function mailServer(options: SMTPServerOptions = {}, port = 0) {
  const server = {
    port,
    taken: [] as string[],
    connections: 0,
    mostAtOnce: 0,
    open: () => smtp.connections.size,
    /** Hangs up on everybody. */
    hangUp() {
      for (const socket of sockets) socket.destroy()
    },
    close: () => new Promise<void>((resolve) => smtp.close(() => resolve())),
  }
  const smtp = new SMTPServer({
    ...partner,
    authOptional: true,
    disableReverseLookup: true,
    hideDSN: false,
    closeTimeout: 100,
    onConnect(_session, done) {
      server.mostAtOnce = Math.max(server.mostAtOnce, smtp.connections.size)
      done()
    },
    onData(stream, _session, done) {
      const hash = createHash('sha256')
      stream.on('data', (piece: Buffer) => hash.update(piece))
      stream.on('end', () => {
        server.taken.push(hash.digest('hex'))
        done(null, '2.0.0 Taken')
      })
    },
    ...options,
  })
  smtp.on('error', () => undefined)
  const sockets = new Set<Socket>()
  smtp.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    server.connections += 1
  })
  await new Promise<void>((resolve) => {
    const listening = smtp.listen(port, '127.0.0.1', () => {
      const address = listening.address()
      server.port = typeof address === 'object' && address ? address.port : 0
      resolve()
    })
  })
  closings.push(server.close)
  return server
}

/** The machine may be busy with other tests. */
const eventually = <T>(look: () => T) => expect.poll(look)

const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

const mail = (n: number) => new TextEncoder().encode(`Subject: [...]\r\n\r\nmessage ${n}\r\n`)
const digest = (message: Uint8Array) => createHash('sha256').update(message).digest('hex')

const request = (port: number, n: number, change: Partial<RelayRequest> = {}): RelayRequest => ({
  host: '127.0.0.1',
  port,
  tlsCertificate: partner.cert,
  name: 'mail.despatch.test',
  envelope: { from: 'token@despatch.test', to: `desk${n}@merseyside.pnn.police.test`, envid: `e${n}` },
  message: mail(n),
  // No partner here is so slow, and no machine: what is to be timed out says so itself.
  timeoutMs: 30_000,
  ...change,
})

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('mails to a partner', () => {
  it('go over one connection after another has gone, each as it is', async () => {
    const server = await mailServer()
    const { relay } = pool()
    for (const n of numbers(5)) {
      const { outcome, tls, dsn } = await relay(request(server.port, n))
      expect({ outcome, dsn, tls: tls?.slice(0, 5) }).toEqual({ outcome: 'relayed', dsn: true, tls: 'TLSv1' })
    }
    expect(server.connections).toBe(1)
    expect(server.taken).toEqual(numbers(5).map((n) => digest(mail(n))))
  })

  it('never use more connections at once than are allowed to one partner, however many wait', async () => {
    const server = await mailServer()
    const { relay } = pool({ perServer: 3 })
    const results = await Promise.all(numbers(30).map((n) => relay(request(server.port, n))))
    expect(results.every(({ outcome }) => outcome === 'relayed')).toBe(true)
    expect(new Set(server.taken).size).toBe(30)
    expect(server.mostAtOnce).toBe(3)
  })

  it('take a new connection after so many messages, and after it stood idle so long', async () => {
    const server = await mailServer()
    const byCount = pool({ messages: 2, perServer: 1 })
    for (const n of numbers(5)) await byCount.relay(request(server.port, n))
    expect(server.connections).toBe(3)
    const byTime = pool({ idleMs: 20 })
    await byTime.relay(request(server.port, 5))
    // The other pool's last one stays.
    await eventually(() => server.open()).toBe(1)
    await byTime.relay(request(server.port, 6))
    expect(server.connections).toBe(5)
  })

  it('are not disturbed by one that the partner refuses half-way: the next begins anew', async () => {
    const server = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('desk1@') ? refusal(550, '5.1.1 No such mailbox') : null),
    })
    const { relay } = pool()
    const outcomes = []
    for (const n of numbers(3)) outcomes.push((await relay(request(server.port, n))).outcome)
    expect(outcomes).toEqual(['relayed', 'failed', 'relayed'])
    expect(server.connections).toBe(1)
  })

  it('go only where the pinned certificate is shown, whatever connections were made under another pin', async () => {
    const server = await mailServer()
    const { relay } = pool()
    await relay(request(server.port, 0))
    const pinned = await relay(request(server.port, 1, { tlsCertificate: stranger.cert }))
    expect(pinned).toMatchObject({ outcome: 'retry', fault: 'certificate' })
    expect(server.taken).toHaveLength(1)
  })
})

describe('a connection that stood idle', () => {
  it('and was closed by the partner is replaced', async () => {
    const server = await mailServer()
    const { relay } = pool()
    await relay(request(server.port, 0))
    server.hangUp()
    expect(await relay(request(server.port, 1))).toMatchObject({ outcome: 'relayed', fault: null })
    expect(server.connections).toBe(2)
  })

  it('and that the partner ends by 421 at the next mail is replaced, which is no attempt', async () => {
    let told = false
    const server = await mailServer({
      onMailFrom(_address, _session, done) {
        const tired = server.taken.length === 1 && !told
        told = told || tired
        done(tired ? refusal(421, '4.4.2 Idle too long') : null)
      },
    })
    const { relay } = pool()
    await relay(request(server.port, 0))
    expect(await relay(request(server.port, 1))).toMatchObject({ outcome: 'relayed', code: 250 })
    expect({ told, connections: server.connections }).toEqual({ told: true, connections: 2 })
  })

  it('but a new one that says 421 is an attempt that is tried again later', async () => {
    const server = await mailServer({ onMailFrom: (_a, _s, done) => done(refusal(421, '4.3.2 Closing')) })
    expect(await pool().relay(request(server.port, 0))).toMatchObject({ outcome: 'retry', code: 421 })
    expect(server.connections).toBe(1)
  })
})

describe('a connection that is lost after the message was sent', () => {
  it('is an attempt to be repeated, and the next mail goes over another', async () => {
    let lost = 0
    const server = await mailServer({
      onData(stream, _session, done) {
        stream.resume()
        stream.on('end', () => {
          lost += 1
          if (lost !== 2) return done(null, '2.0.0 Taken')
          server.hangUp()
        })
      },
    })
    const { relay } = pool()
    const outcomes = []
    for (const n of numbers(3)) {
      const { outcome, fault } = await relay(request(server.port, n))
      outcomes.push(`${outcome} ${fault}`)
    }
    expect(outcomes).toEqual(['relayed null', 'retry connection', 'relayed null'])
    expect({ sent: lost, connections: server.connections }).toEqual({ sent: 3, connections: 2 })
  })
})

describe('a partner that never answers', () => {
  it('holds up nobody else, though more mail waits for it than there are connections', async () => {
    const [silent, other] = [
      await mailServer({ onData: (stream) => void stream.resume() }),
      await mailServer(),
    ]
    const relays = pool({ perServer: 2, inAll: 4 })
    const stuck = numbers(10).map((n) => relays.relay(request(silent.port, n, { deadlineMs: 60_000 })))
    const results = await Promise.all(numbers(10).map((n) => relays.relay(request(other.port, n))))
    expect(results.every(({ outcome }) => outcome === 'relayed')).toBe(true)
    expect(silent.mostAtOnce).toBe(2)
    const closed = relays.close(0)
    const ended = await Promise.allSettled(stuck)
    await closed
    const attempted = ended.filter(({ status }) => status === 'fulfilled')
    expect(attempted).toHaveLength(2)
  })

  it('costs what waits for it no attempt: there was no connection', async () => {
    const silent = await mailServer({ onData: (stream) => void stream.resume() })
    const { relay } = pool({ perServer: 1 })
    const first = relay(request(silent.port, 0, { deadlineMs: 400 }))
    await expect(relay(request(silent.port, 1, { deadlineMs: 50 }))).rejects.toThrow(NoPlace)
    expect(await first).toMatchObject({ outcome: 'retry', fault: 'timeout' })
  })
})

describe('connections to all partners', () => {
  it('are bounded: one that stands idle makes room for another partner', async () => {
    const servers = [await mailServer(), await mailServer(), await mailServer()]
    const { relay } = pool({ inAll: 2 })
    for (const { port } of servers) expect((await relay(request(port, 0))).outcome).toBe('relayed')
    await eventually(() => servers.map(({ open }) => open())).toEqual([0, 1, 1])
  })
})

describe('a message that is read while it is sent', () => {
  const PIECE = Buffer.from(`${'x'.repeat(62)}\r\n`.repeat(1024))

  it('comes as it is', async () => {
    const server = await mailServer()
    async function* pieces() {
      for (const _ of numbers(64)) yield PIECE
    }
    const message = { size: PIECE.length * 64, pieces }
    expect((await pool().relay(request(server.port, 0, { message }))).outcome).toBe('relayed')
    expect(server.taken).toEqual([digest(Buffer.concat(numbers(64).map(() => PIECE)))])
  })

  it('and cannot be read to its end is not taken by the partner for a whole one', async () => {
    const server = await mailServer()
    async function* pieces() {
      yield PIECE
      throw new Error('the database went away')
    }
    const { relay } = pool()
    const broken = relay(request(server.port, 0, { message: { size: PIECE.length * 64, pieces } }))
    await expect(broken).rejects.toThrow(SourceFault)
    expect((await relay(request(server.port, 1))).outcome).toBe('relayed')
    expect(server.taken).toEqual([digest(mail(1))])
    expect(server.connections).toBe(2)
  })
})

describe('closing', () => {
  it('lets what is in hand finish, begins nothing more, and leaves no connection', async () => {
    let finish = () => {}
    const server = await mailServer({
      onData(stream, _session, done) {
        stream.resume()
        stream.on('end', () => {
          finish = () => done(null, '2.0.0 Taken')
        })
      },
    })
    const relays = pool({ perServer: 1 })
    const inHand = relays.relay(request(server.port, 0))
    const waiting = relays.relay(request(server.port, 1))
    waiting.catch(() => undefined)
    await eventually(() => finish.toString()).toContain('Taken')
    const closed = relays.close(5_000)
    await expect(waiting).rejects.toThrow(NoPlace)
    await expect(relays.relay(request(server.port, 2))).rejects.toThrow(NoPlace)
    finish()
    expect((await inHand).outcome).toBe('relayed')
    await closed
    await eventually(() => server.open()).toBe(0)
  })

  it('breaks off what does not finish in time, which is tried again then', async () => {
    const inHandThere = Promise.withResolvers<void>()
    const server = await mailServer({
      onData(stream) {
        stream.resume()
        inHandThere.resolve()
      },
    })
    const relays = pool()
    const inHand = relays.relay(request(server.port, 0, { timeoutMs: 60_000 }))
    await inHandThere.promise
    await relays.close(50)
    expect(await inHand).toMatchObject({ outcome: 'retry', fault: 'connection' })
  })
})
