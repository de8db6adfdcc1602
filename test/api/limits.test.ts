import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newAccountSecret } from '../../src/crypto/account-secret.ts'
import { createClient, withToken } from '../../src/sdk/client.ts'
import { browserMark, setPassphrase, signInByPassphrase } from '../../src/sdk/passphrase.ts'
import type { Session } from '../../src/sdk/session.ts'
import { named, prepared, refusal, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

/** A test may take minutes on a slow machine: no window ends within it. */
const HOUR = 3600
const RATES = {
  'api.perAddress': { points: 30, windowSeconds: HOUR },
  'api.perAccount': { points: 25, windowSeconds: HOUR },
  'api.submissions': { points: 2, windowSeconds: HOUR },
  'api.submittedBytes': { points: 60_000, windowSeconds: HOUR },
  'api.signIns': { points: 16, windowSeconds: HOUR },
  'api.failedSignIns': { points: 2, windowSeconds: HOUR },
  'api.failedSignInsAnywhere': { points: 3, windowSeconds: HOUR },
}

let service: TestService
let sender: Session
let auditor: Session

beforeAll(async () => {
  service = await startTestService({ rates: RATES }, { TRUSTED_PROXIES: '127.0.0.1' })
  sender = await service.session('asb.caseworker')
  auditor = await service.session('auditor')
  // Which is what addresses ask for here, and there is none while the sequencer signs its first.
  const { db } = service.database
  await until('the log has a checkpoint', () => db.selectFrom('checkpoint').select('size').executeTakeFirst())
})
afterAll(() => service?.stop())

/** A request as a trusted proxy passes it on, from that address. */
function from(address: string, path: string, init: RequestInit & { token?: string | null } = {}) {
  const { token, headers, ...rest } = init
  return fetch(`${service.origin}${path}`, {
    ...rest,
    headers: {
      ...headers,
      'x-forwarded-for': address,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  })
}

const asking = (address: string) => from(address, '/log/checkpoint')

async function demandLimited(answer: Response, limit: string): Promise<void> {
  expect(await answer.json()).toMatchObject({ type: named('too-many-requests'), status: 429 })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(HOUR / 2)
  expect(answer.headers.get('ratelimit')).toContain(`"${limit}";r=0;t=`)
}

describe('an address', () => {
  it('is told what it may and what is left, and past that when to come again', async () => {
    const first = await asking('192.0.2.1')
    expect(first.status).toBe(200)
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=30;w=3600')
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=29;t=3[0-9]{3}$/)
    await Promise.all(Array.from({ length: 29 }, () => asking('192.0.2.1')))
    await demandLimited(await asking('192.0.2.1'), 'address')
    expect((await asking('192.0.2.2')).status).toBe(200)
  })

  it('is still told that the process lives', async () => {
    expect((await from('192.0.2.1', '/healthz')).status).toBe(200)
  })

  it('is limited whatever it asks for, and as it guesses at tokens', async () => {
    const paths = ['/nothing-here', '/api/v1/inbox', '/docs/api']
    for (let n = 0; n < 30; n += 1) {
      await from('192.0.2.3', paths[n % 3] ?? '', { token: `guess${n}` })
    }
    await demandLimited(await from('192.0.2.3', '/api/v1/inbox', { token: 'guess' }), 'address')
  })

  it('of IPv6 stands for its /64', async () => {
    for (let n = 1; n <= 30; n += 1) await asking(`2001:db8:0:7::${n}`)
    await demandLimited(await asking('2001:db8:0:7:ffff::1'), 'address')
    expect((await asking('2001:db8:0:8::1')).status).toBe(200)
  })

  it('is what the last trusted proxy says it is, and not what the client says of itself', async () => {
    for (let n = 1; n <= 30; n += 1) await asking(`198.51.100.${n}, 192.0.2.9`)
    await demandLimited(await asking('198.51.100.99, 192.0.2.9'), 'address')
  })
})

describe('who guesses at passphrases', () => {
  it('has one count for the /48 whose addresses they rotate through, beside that of each /64', async () => {
    const guess = async (address: string) => {
      const answer = await from(address, '/api/v1/session/passphrase/start', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        // It counts before it is read: no message of OPAQUE is needed.
        body: JSON.stringify({ login: 'nobody.at.all', request: 'A'.repeat(43) }),
      })
      return (await answer.json()).detail
    }
    const unread = 'This is not a message of OPAQUE (RFC 9807).'
    expect(await guess('2001:db8:5:1::1')).toBe(unread)
    expect(await guess('2001:db8:5:2::1')).toBe(unread)
    // As after two hundred, which would take a while here.
    await service.database.owner
      .updateTable('sign_in_guess')
      .set({ recent: 200 })
      .where('recent', '=', 2)
      .where('of_login', 'is', null)
      .where('since', 'is', null)
      .execute()
    expect(await guess('2001:db8:5:3::1')).toBe(unread)
    expect(await guess('2001:db8:5:4::1')).toContain('from your network')
    expect(await guess('2001:db8:6:4::1')).toBe(unread)
  })
})

describe('a browser that somebody has signed in with', () => {
  it('lets them in from anywhere while guesses of strangers keep out everybody else', async () => {
    const login = 'asb.caseworker'
    const [passphrase, secret] = ['drizzle teapot lanyard', newAccountSecret()]
    await setPassphrase(sender, { passphrase, secret }, { replaces: 0, now: new Date() })
    const mark = await browserMark('drawn', login)
    const signIn = (address: string, browser?: string) => {
      const through: typeof fetch = (input, init) => {
        const headers = new Headers(init?.headers)
        headers.set('x-forwarded-for', address)
        return fetch(input, { ...init, headers })
      }
      return signInByPassphrase({
        client: createClient({ origin: service.origin, fetch: through }),
        login,
        passphrase,
        secret,
        hash: (data) => hash('sha256', data, 'buffer'),
        ...(browser ? { browser } : {}),
      })
    }
    await signIn('192.0.6.1', mark)
    // As after a hundred guesses from everywhere.
    await service.database.owner
      .updateTable('sign_in_guess')
      .set({ recent: 100, since: new Date() })
      .where('since', 'is not', null)
      .execute()
    expect(await refusal(signIn('192.0.6.2'))).toMatchObject({ type: named('account-locked') })
    expect(await refusal(signIn('192.0.6.2', await browserMark('other', login)))).toMatchObject({
      type: named('account-locked'),
    })
    const session = await signIn('192.0.6.2', mark)
    expect(session.person.login).toBe(login)
  })
})

describe('an account', () => {
  it('is limited from all its addresses together, before the database is asked, and others are not', async () => {
    const { token } = auditor.client
    const ask = (n: number) => from(`192.0.3.${n}`, '/api/v1/directory', { token })
    const first = await ask(0)
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=30;w=3600, "account";q=25;w=3600')
    for (let n = 1; n < 25; n += 1) await ask(n)
    await demandLimited(await ask(26), 'account')
    const other = await from('192.0.3.100', '/api/v1/directory', { token: sender.client.token })
    expect(other.status).toBe(200)
  })

  it('is limited in what it submits: in referrals and in octets', async () => {
    const submit = (points: { bytes: number }) =>
      from('192.0.4.1', '/api/v1/referrals', {
        method: 'POST',
        token: sender.client.token,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: 'x'.repeat(points.bytes),
      })
    const first = await submit({ bytes: 50_000 })
    expect(first.status).toBe(400)
    expect(first.headers.get('ratelimit')).toMatch(
      /"submissions";r=1;t=\d+, "submitted-bytes";r=10000;t=\d+$/,
    )
    expect(first.headers.get('ratelimit-policy')).toContain(
      '"submitted-bytes";q=60000;qu="content-bytes";w=3600',
    )
    await demandLimited(await submit({ bytes: 50_000 }), 'submitted-bytes')
    await demandLimited(await submit({ bytes: 10 }), 'submissions')
  })
})

describe('signing in', () => {
  /** A sign-in as `login` from that address; with the key of somebody else unless `key` is given. */
  const signingIn = async (address: string, login: string) => {
    const statement = '{"despatch":"challenge/1"}'
    return from(address, '/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, statement, signature: 'none' }),
    })
  }

  it('is limited by address, whoever it is as', async () => {
    const ask = (n: number) =>
      from('192.0.5.1', '/api/v1/session/challenge', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: `some.body${n}` }),
      })
    for (let n = 0; n < 16; n += 1) expect((await ask(n)).status).toBe(200)
    await demandLimited(await ask(17), 'sign-ins')
  })

  it('that fails is limited by address and login together, so that nobody locks another out', async () => {
    for (let n = 0; n < 2; n += 1) expect((await signingIn('192.0.5.2', 'yot.officer')).status).toBe(401)
    await demandLimited(await signingIn('192.0.5.2', 'yot.officer'), 'failed-sign-ins')
    // Another login from there, and the same from elsewhere, however many fail there too.
    expect((await signingIn('192.0.5.2', 'auditor')).status).toBe(401)
    for (const address of ['192.0.5.3', '192.0.5.4', '192.0.5.5']) {
      expect((await signingIn(address, 'yot.officer')).status).toBe(401)
    }
    const session = await service.session('yot.officer')
    expect(session.person.login).toBe('yot.officer')
  })
})

describe('a program that is limited', () => {
  it('waits as long as it is told, when that is not long, and says so when it is', async () => {
    const waited: number[] = []
    const client = createClient({
      origin: service.origin,
      wait: async (seconds) => void waited.push(seconds),
    })
    const limited = await refusal(withToken(client, sender.client.token ?? '').submit(await prepared(sender)))
    expect(limited).toMatchObject({ status: 429, type: named('too-many-requests') })
    expect(waited).toEqual([])
  })
})
