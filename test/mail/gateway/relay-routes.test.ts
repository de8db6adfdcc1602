import { X509Certificate } from 'node:crypto'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RelayRequest, relay } from '../../../src/mail/gateway/relay.ts'
import { createRelayPool } from '../../../src/mail/gateway/relay-pool.ts'
import { type Authority, makeAuthority } from './authority.ts'

const HOST = 'mx.merseyside.pnn.police.test'
const message = new TextEncoder().encode('Subject: [...]\r\n\r\nsealed\r\n')
const opened: SMTPServer[] = []
let authority: Authority
let own: { key: string; cert: string }

beforeAll(async () => {
  authority = await makeAuthority('Police Network Root')
  own = await authority.issue(HOST)
})
afterEach(async () => {
  for (const server of opened.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()))
})

async function partner(options: SMTPServerOptions = {}) {
  const logins: unknown[] = []
  let taken = 0
  const server = new SMTPServer({
    ...own,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 200,
    onAuth({ method, username, password }, session, done) {
      logins.push({ method, username, password, secure: session.secure })
      if (password === 'right') done(null, { user: username ?? '' })
      else done(Object.assign(new Error(`${username} with ${password} is not known`), { responseCode: 535 }))
    },
    onData(stream, _session, done) {
      stream.resume().on('end', () => {
        taken += 1
        done(null, '2.0.0 Taken')
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  opened.push(server)
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return { port, logins, taken: () => taken }
}

const request = (port: number, change: Partial<RelayRequest> = {}): RelayRequest => ({
  host: HOST,
  address: '127.0.0.1',
  port,
  tlsCertificate: null,
  tlsAuthority: authority.cert,
  name: 'despatch.test',
  envelope: { from: 'return@despatch.test', to: 'intelligence@merseyside.pnn.police.test' },
  message,
  timeoutMs: 30_000,
  ...change,
})

describe("a route with the partner's own authority", () => {
  it('takes a certificate of that authority for the name of the relay', async () => {
    const { port } = await partner()
    expect(await relay(request(port))).toMatchObject({ outcome: 'relayed', host: HOST, fault: null })
  })

  it('takes none for another name, none of another authority, and none that the public ones vouch for in its place', async () => {
    const { port, taken } = await partner()
    const another = await makeAuthority('Police Network Root')
    for (const change of [
      { host: 'mail.merseyside.pnn.police.test' },
      { tlsAuthority: another.cert },
      { tlsAuthority: null },
    ]) {
      const result = await relay(request(port, change))
      expect(result).toMatchObject({ outcome: 'retry', fault: 'certificate', seen: null, tls: null })
    }
    expect(taken()).toBe(0)
  })

  it('is refused on our side when what is laid down is no certificate', async () => {
    await expect(relay(request(25, { tlsAuthority: 'none' }))).rejects.toThrow('laid down')
  })
})

describe('what a server shows of itself', () => {
  it('comes with the result: its limit and its certificate', async () => {
    const { port } = await partner({ size: 1_000_000 })
    const { seen } = await relay(request(port))
    const certificate = new X509Certificate(own.cert)
    expect(seen).toEqual({
      size: 1_000_000,
      certificate: {
        subject: `CN=${HOST}`,
        sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
        notAfter: certificate.validToDate,
      },
    })
  })

  it('comes also with the refusal of what is too large for it, and without a limit where it names none', async () => {
    const small = await partner({ size: 10 })
    expect(await relay(request(small.port))).toMatchObject({
      outcome: 'failed',
      fault: 'too-large',
      seen: { size: 10 },
    })
    const { port } = await partner()
    expect((await relay(request(port))).seen).toMatchObject({ size: null })
  })
})

describe('a server that wants a name and password', () => {
  const credentials = { user: 'despatch', password: 'right' }

  it.each([[['PLAIN', 'LOGIN']], [['LOGIN']]])('gets them over TLS, by %s', async (authMethods) => {
    const { port, logins } = await partner({ authOptional: false, authMethods })
    expect(await relay(request(port, { credentials }))).toMatchObject({ outcome: 'relayed' })
    expect(logins).toEqual([
      { method: authMethods[0], username: 'despatch', password: 'right', secure: true },
    ])
  })

  it('and refuses them is tried again, and its words, which may repeat them, are kept nowhere', async () => {
    const { port } = await partner({ authOptional: false })
    const result = await relay(request(port, { credentials: { user: 'despatch', password: 'wr0ng' } }))
    expect(result).toMatchObject({ outcome: 'retry', fault: 'credentials', code: 535 })
    expect(result.reply).toContain('RELAY_CREDENTIALS_FILE')
    expect(JSON.stringify(result)).not.toMatch(/wr0ng|despatch/)
  })

  it('and gets none is tried again: that is nothing about the message', async () => {
    const { port } = await partner({ authOptional: false })
    expect(await relay(request(port))).toMatchObject({ outcome: 'retry', fault: 'credentials', code: 530 })
  })

  it('but offers no way to say them gets nothing', async () => {
    const { port, taken } = await partner({ disabledCommands: ['AUTH'] })
    expect(await relay(request(port, { credentials }))).toMatchObject({
      outcome: 'retry',
      fault: 'credentials',
      code: null,
    })
    expect(taken()).toBe(0)
  })
})

describe('connections to one partner', () => {
  it('are as many as the partner takes, where these are fewer than usual', async () => {
    let open = 0
    let most = 0
    const { port, taken } = await partner({
      onConnect(_session, done) {
        open += 1
        most = Math.max(most, open)
        done()
      },
      onClose() {
        open -= 1
      },
    })
    const pool = createRelayPool()
    const results = await Promise.all(
      Array.from({ length: 6 }, () => pool.relay(request(port, { maxConnections: 2 }))),
    )
    await pool.close(1000)
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(6).fill('relayed'))
    expect({ most, taken: taken() }).toEqual({ most: 2, taken: 6 })
  })
})
