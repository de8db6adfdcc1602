import type { ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createStsPolicies,
  type Resolve,
  readPolicy,
  writePolicy,
} from '../../../src/mail/gateway/mta-sts.ts'
import { policiesOverHttps } from '../../../src/mail/gateway/mta-sts-fetch.ts'
import { createServerFinder, type RelayRoute } from '../../../src/mail/gateway/relay-servers.ts'
import { type Authority, makeAuthority } from './authority.ts'

const DOMAIN = 'partner.test'
const POLICY =
  'version: STSv1\r\nmode: enforce\r\nmx: mx1.partner.test\r\nmx: *.relays.test\r\nmax_age: 604800\r\n'

let authority: Authority
let certificate: { key: string; cert: string }
let web: Server
let records: Record<string, unknown>
let answer: (response: ServerResponse) => void
let fetched: number
let now: number

beforeAll(async () => {
  authority = await makeAuthority('A public authority')
  certificate = await authority.issue('mta-sts.partner.test')
})
beforeEach(async () => {
  records = {
    'TXT _mta-sts.partner.test': [['v=STSv1; id=1;']],
    'A mta-sts.partner.test': ['127.0.0.1'],
    'MX partner.test': [
      { exchange: 'mx2.relays.test', priority: 20 },
      { exchange: 'MX1.partner.test.', priority: 10 },
      { exchange: 'forged.elsewhere.test', priority: 1 },
    ],
    'A mx1.partner.test': ['127.0.0.11'],
    'A mx2.relays.test': ['127.0.0.12', '127.0.0.13'],
  }
  fetched = 0
  now = Date.parse('2026-05-01T12:00:00Z')
  serve(POLICY)
  web = createServer(certificate, (_request, response) => {
    fetched += 1
    answer(response)
  })
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', () => done()))
})
afterEach(() => {
  web.closeAllConnections()
  web.close()
})

function serve(
  text: string,
  headers: Record<string, string> = { 'content-type': 'text/plain' },
  status = 200,
) {
  answer = (response) => response.writeHead(status, headers).end(text)
}

function publish(name: string, found: unknown): void {
  records[name] = found
}

const resolve: Resolve = async (name, type) => {
  const found = records[`${type} ${name}`]
  if (found instanceof Error) throw found
  if (found === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
  return found
}
const broken = () => Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })

function policies(authorities: string[] | null = [authority.cert]) {
  const address = web.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return createStsPolicies({
    resolve,
    fetchPolicy: policiesOverHttps({ resolve, authorities, port }),
    now: () => now,
  })
}
const later = (days: number) => {
  now += days * 86_400_000
}

describe('the MTA-STS policy of a domain', () => {
  it('is read from its web site, once, and asked about again after a while', async () => {
    const policyOf = policies()
    const expected = {
      id: '1',
      mode: 'enforce',
      mx: ['mx1.partner.test', '*.relays.test'],
      expires: '2026-05-08T12:00:00.000Z',
    }
    for (let n = 0; n < 3; n++)
      expect(await policyOf(DOMAIN, null)).toEqual({ policy: expected, problem: null })
    later(1)
    expect((await policyOf(DOMAIN, null)).policy).toEqual(expected)
    expect(fetched).toBe(1)
    records['TXT _mta-sts.partner.test'] = [['v=STSv1; id=2;']]
    serve(POLICY.replace('enforce', 'testing'))
    later(1)
    expect((await policyOf(DOMAIN, null)).policy).toMatchObject({ id: '2', mode: 'testing' })
  })

  it.each([
    ['the DNS fails', () => publish('TXT _mta-sts.partner.test', broken())],
    ['its record is gone', () => void delete records['TXT _mta-sts.partner.test']],
    [
      'a newer one cannot be had',
      () => {
        records['TXT _mta-sts.partner.test'] = [['v=STSv1; id=2;']]
        serve('', {}, 503)
      },
    ],
  ])('is kept when %s, until it has ended, by another process as by this one', async (_, fail) => {
    const policyOf = policies()
    const { policy } = await policyOf(DOMAIN, null)
    fail()
    later(1)
    const found = await policyOf(DOMAIN, null)
    expect(found.policy).toEqual(policy)
    expect(found.problem).not.toBeNull()
    const kept = policy && writePolicy(policy)
    expect((await policies()(DOMAIN, kept)).policy).toEqual(policy)
    later(7)
    expect((await policyOf(DOMAIN, kept)).policy).toBeNull()
    expect((await policies()(DOMAIN, kept)).policy).toBeNull()
  })

  it('is read again on its last day, and so does not end while it stands', async () => {
    const policyOf = policies()
    await policyOf(DOMAIN, null)
    later(6.5)
    expect((await policyOf(DOMAIN, null)).policy?.expires).toBe('2026-05-15T00:00:00.000Z')
    expect(fetched).toBe(2)
  })

  it('that could not be read is asked for again soon, and nobody waits for that', async () => {
    serve('', {}, 503)
    const policyOf = policies()
    expect((await policyOf(DOMAIN, null)).problem).toContain('HTTP_503')
    serve(POLICY)
    expect((await policyOf(DOMAIN, null)).policy).toBeNull()
    now += 31_000
    expect((await policyOf(DOMAIN, null)).policy).toBeNull()
    await expect.poll(async () => (await policyOf(DOMAIN, null)).policy?.mode).toBe('enforce')
    expect(fetched).toBe(2)
  })

  it.each([
    ['is not in clear text', () => serve(POLICY, { 'content-type': 'text/html' })],
    ['comes with a redirect', () => serve(POLICY, { location: 'https://elsewhere.test/' }, 302)],
    ['does not end', () => serve(POLICY.padEnd(70_000, '\r\n'))],
    ['is of another version', () => serve(POLICY.replace('STSv1', 'STSv2'))],
    ['names no MX', () => serve(POLICY.replaceAll(/mx: .*\r\n/g, ''))],
    ['is at no address', () => void delete records['A mta-sts.partner.test']],
  ])('is none when it %s', async (_, spoil) => {
    spoil()
    const { policy, problem } = await policies()(DOMAIN, null)
    expect(policy).toBeNull()
    expect(problem).toContain('cannot be read')
  })

  it('is none when the web site shows a certificate of another name, or of nobody that is trusted', async () => {
    expect((await policies(null)(DOMAIN, null)).policy).toBeNull()
    certificate = await authority.issue('www.partner.test')
    web.setSecureContext(certificate)
    expect((await policies()(DOMAIN, null)).policy).toBeNull()
    certificate = await authority.issue('mta-sts.partner.test')
  })

  it('survives being kept as text, and any other text is none', () => {
    const policy = {
      id: '1',
      mode: 'enforce',
      mx: ['mx1.partner.test'],
      expires: '2026-05-08T12:00:00.000Z',
    } as const
    expect(readPolicy(writePolicy({ ...policy, mx: [...policy.mx] }))).toEqual(policy)
    for (const text of [
      null,
      '',
      '{',
      '[]',
      'null',
      '{"mode":"enforce"}',
      '{"id":"1","mode":"any","mx":[],"expires":""}',
    ])
      expect(readPolicy(text)).toBeNull()
  })
})

const route = (change: Partial<RelayRoute> = {}): RelayRoute => ({
  relayBy: 'mx',
  relayHost: null,
  relayPort: null,
  tlsCertificate: null,
  tlsAuthority: null,
  policy: null,
  ...change,
})
const finder = () => createServerFinder({ resolve, policyOf: policies() })

describe('the servers of a domain that is reached by MX', () => {
  it('are those that its policy names, by preference, each to be verified by its name', async () => {
    expect(await finder()(DOMAIN, route())).toMatchObject({
      servers: [
        { host: 'mx1.partner.test', port: 25, address: '127.0.0.11', tlsCertificate: null },
        { host: 'mx2.relays.test', port: 25, address: '127.0.0.12', tlsCertificate: null },
      ],
      policy: expect.stringContaining('"enforce"'),
    })
  })

  it.each([
    [
      'it publishes no policy',
      () => void delete records['TXT _mta-sts.partner.test'],
      /publish one in mode enforce/,
    ],
    [
      'its policy only tests',
      () => serve(POLICY.replace('enforce', 'testing')),
      /in mode testing.*co-ordinator/,
    ],
    ['its policy cannot be read', () => serve('', {}, 404), /cannot be read \(HTTP_404\)/],
    [
      'its policy names none of them',
      () => publish('MX partner.test', [{ exchange: 'forged.elsewhere.test', priority: 1 }]),
      /names none of its MX/,
    ],
    [
      'it takes no mail (RFC 7505)',
      () => publish('MX partner.test', [{ exchange: '', priority: 0 }]),
      /no MX/,
    ],
    ['the DNS fails', () => publish('MX partner.test', broken()), /cannot be asked for/],
  ])('are none when %s, and a sentence says what is to be done', async (_, change, says) => {
    change()
    expect(await finder()(DOMAIN, route())).toMatchObject({
      refusal: expect.stringMatching(says),
      host: DOMAIN,
    })
  })
})

describe('a relay that was laid down', () => {
  const named = { relayBy: 'host', relayHost: 'mx1.partner.test', relayPort: 25 } as const

  it('with its certificate or its authority is used as it is, and nobody is asked', async () => {
    for (const tls of [{ tlsCertificate: certificate.cert }, { tlsAuthority: authority.cert }])
      expect(await finder()(DOMAIN, route({ ...named, ...tls }))).toMatchObject({
        servers: [{ ...tls }],
        policy: null,
      })
    expect(fetched).toBe(0)
  })

  it('without must be one of those that an enforced policy names', async () => {
    expect(await finder()(DOMAIN, route(named))).toMatchObject({ servers: [{ host: 'mx1.partner.test' }] })
    const elsewhere = route({ ...named, relayHost: 'smtp.elsewhere.test' })
    expect(await finder()(DOMAIN, elsewhere)).toMatchObject({
      refusal: expect.stringContaining('does not name the relay'),
    })
    serve(POLICY.replace('enforce', 'testing'))
    expect(await finder()(DOMAIN, elsewhere)).toMatchObject({ servers: [{ host: 'smtp.elsewhere.test' }] })
    delete records['TXT _mta-sts.partner.test']
    expect(await finder()(DOMAIN, elsewhere)).toMatchObject({ servers: [{ host: 'smtp.elsewhere.test' }] })
  })
})
