import { sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyOfDay } from '../../src/api/token-keys.ts'
import type { PrivateKey } from '../../src/crypto/keys.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { isForAnyone } from '../../src/domain/roles.ts'
import type { RegisterDeviceRequest } from '../../src/domain/wire/account.ts'
import { pathOf } from '../../src/domain/wire/operations/path.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'
import { createClient } from '../../src/sdk/client.ts'
import type { Session } from '../../src/sdk/session.ts'
import { deviceOf } from '../services/passphrase-of.ts'
import { named, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

const ID = '01a20092-c8ba-7248-a9b0-5053e399af1f'
const THREAD = 'AAAAAAAAAAAAAAAAAAAAAA'

/** What stands for each parameter of a path. */
const PARAMS = {
  id: ID,
  thread: THREAD,
  reference: 'ASB-7K3F9-QX2M4-P',
  fingerprint: 'ab'.repeat(20),
  login: 'asb.caseworker2',
}
/** Every operation that needs signing in: its method, and an address of it. */
const CLOSED = OPERATIONS.filter(({ action }) => !isForAnyone(action)).map(
  (operation) => [operation.method, pathOf(operation, PARAMS)] as const,
)
/** And every one that is open to all: to open another is to write it here. */
const OPEN = [
  'describeService',
  'checkHealth',
  'readEnrolPage',
  'readFrontPage',
  'checkReadiness',
  'readMetrics',
  'readOpenApi',
  'readApiPage',
  'readHelpOnUnencryptedMail',
  'askChallenge',
  'signIn',
  'beginPassphraseSignIn',
  'finishPassphraseSignIn',
  'beginPasskeySignIn',
  'finishPasskeySignIn',
  'refreshSession',
  'readCheckpoint',
  'readTile',
  'readTrustCheckpoint',
  'readTrustTile',
  'readInvitation',
  'enrol',
  'readWkdKey',
  'readWkdPolicy',
  'readWkdKeyDirect',
  'readWkdPolicyDirect',
]

let service: TestService
let worker: Session
let tokenKey: string

beforeAll(async () => {
  service = await startTestService()
  worker = await service.session('asb.caseworker')
  tokenKey = await readFile(join(service.config.dataDir, 'keys', 'api', 'token.pem'), 'utf8')
})
afterAll(() => service?.stop())

const ask = (method: string, path: string, authorization?: string) => {
  const sends = method === 'POST' || method === 'PUT'
  return fetch(`${service.origin}${path}`, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(sends ? { 'content-type': 'application/json' } : {}),
    },
    ...(sends ? { body: JSON.stringify({ statement: '{}', signature: 'x' }) } : {}),
  })
}

async function demand401(response: Response, problem: string): Promise<void> {
  expect(response.status).toBe(401)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({ type: named(problem), status: 401 })
}

const post = (path: string, body: string, method: string) =>
  fetch(`${service.origin}${path}`, { method, body, headers: { 'content-type': 'application/json' } })

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as the service makes them, but for what is changed. */
function token(claims: object, header: object = { alg: 'EdDSA', typ: 'JWT', kid: today() }): string {
  const now = Math.floor(Date.now() / 1000)
  const { origin } = service
  const { sub, sid } = bearer()
  const payload = { sub, sid, iss: origin, aud: origin, iat: now, exp: now + 600, ...claims }
  const signed = `${part(header)}.${part(payload)}`
  return `${signed}.${sign(null, Buffer.from(signed), keyOfDay(tokenKey, today())).toString('base64url')}`
}

const today = () => new Date().toISOString().slice(0, 10)

/** Whom the worker's own token names, and in which session. */
function bearer(): { sub: string; sid: string } {
  const [, payload = ''] = (worker.client.token ?? '').split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

describe('a route that needs signing in', () => {
  it('is every operation but those that are known to be open', () => {
    const open = OPERATIONS.filter(({ action }) => isForAnyone(action)).map(({ id }) => id)
    expect(open.toSorted()).toEqual(OPEN.toSorted())
    expect(CLOSED.length).toBeGreaterThan(20)
  })

  it.each(CLOSED)('%s %s says 401 to a stranger', async (method, path) => {
    await demand401(await ask(method, path), 'not-signed-in')
  })

  it.each(CLOSED)('%s %s says 401 to an ended session', async (method, path) => {
    const ended = token({ exp: Math.floor(Date.now() / 1000) - 1 })
    await demand401(await ask(method, path, `Bearer ${ended}`), 'token-expired')
  })

  it.each(CLOSED)('%s %s says 401 to a token that is none', async (method, path) => {
    await demand401(await ask(method, path, 'Bearer not.a.token'), 'not-signed-in')
  })

  it('is closed to HEAD as it is to GET', async () => {
    for (const [, path] of CLOSED.filter(([method]) => method === 'GET')) {
      expect({ path, status: (await ask('HEAD', path)).status }).toEqual({ path, status: 401 })
    }
  })

  it.each([
    ['an address', () => ask('GET', '/api/v1/deliveries/not-an-id')],
    ['a query', () => ask('GET', '/api/v1/inbox?limit=none&everything=1')],
    ['a body', () => post('/api/v1/notices', '{"cut short', 'PUT')],
    ['a form', () => post('/api/v1/referrals', 'no form at all', 'POST')],
    ['a body without end', () => post('/api/v1/notices', 'x'.repeat(1024 * 1024), 'PUT')],
  ])('says 401 to a stranger before it looks at %s', async (_what, attempt) => {
    await demand401(await attempt(), 'not-signed-in')
  })

  it('says 403 to a role that may not do it at all, before it looks at what was sent', async () => {
    const auditor = await service.session('auditor')
    const bearer = (session: Session) => `Bearer ${session.client.token}`
    const attempts: [attempt: Promise<Response>, says: string][] = [
      [ask('GET', '/api/v1/inbox?limit=none', bearer(auditor)), 'auditor'],
      [ask('GET', '/api/v1/deliveries/not-an-id/content', bearer(auditor)), 'auditor'],
      [ask('POST', '/api/v1/referrals', bearer(auditor)), 'auditor'],
      [ask('PUT', '/api/v1/notices', bearer(auditor)), 'auditor'],
      [ask('GET', '/api/v1/register/disclosures/export?format=pdf', bearer(worker)), 'case-worker'],
      [ask('GET', '/api/v1/register/refusals?rule=none', bearer(worker)), 'case-worker'],
    ]
    for (const [attempt, role] of attempts) {
      const response = await attempt
      const document = await response.json()
      expect(document).toMatchObject({ type: named('not-yours'), status: 403 })
      expect(document.detail).toContain(role)
    }
  })
})

describe('a token', () => {
  const me = (authorization: string) => ask('GET', '/api/v1/inbox', authorization)

  it('of the service is taken', async () => {
    expect((await me(`Bearer ${token({})}`)).status).toBe(200)
    expect((await me(`Bearer ${worker.client.token}`)).status).toBe(200)
  })

  it('lives a quarter of an hour and no longer', () => {
    const [, payload = ''] = (worker.client.token ?? '').split('.')
    const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(exp - iat).toBe(15 * 60)
    expect(Math.abs(worker.expiresAt.getTime() / 1000 - exp)).toBeLessThan(2)
  })

  it.each<[string, () => string]>([
    ['of another service', () => token({ iss: 'https://elsewhere.test' })],
    ['for another service', () => token({ aud: 'https://elsewhere.test' })],
    ['of nobody', () => token({ sub: undefined })],
    ['of somebody who does not exist', () => token({ sub: ID })],
    ['of something that is no id', () => token({ sub: "'; drop table person; --" })],
    ['that says it needs no signature', () => `${token({}, { alg: 'none' }).replace(/[^.]+$/, '')}`],
    ['signed by another method', () => token({}, { alg: 'HS256', typ: 'JWT' })],
    ['with its signature changed', () => token({}).replace(/.{4}$/, 'AAAA')],
  ])('%s is not', async (_what, make) => {
    await demand401(await me(`Bearer ${make()}`), 'not-signed-in')
  })

  it('by another scheme than Bearer is not', async () => {
    await demand401(await me(`Basic ${token({})}`), 'not-signed-in')
  })

  it('ends at once with its holder’s account', async () => {
    const officer = await service.session('yot.officer')
    const state = (to: 'active' | 'suspended') =>
      service.database.owner
        .updateTable('person')
        .set({ state: to })
        .where('login', '=', 'yot.officer')
        .execute()
    await state('suspended')
    await demand401(await me(`Bearer ${officer.client.token}`), 'not-signed-in')
    await expect(service.session('yot.officer')).rejects.toThrow('The name or the key is not right')
    await state('active')
    expect((await me(`Bearer ${officer.client.token}`)).status).toBe(200)
  })
})

describe('a device', () => {
  const client = () => createClient({ origin: service.origin })

  async function challenge(device: PrivateKey, login = 'asb.caseworker') {
    const { nonce, origin } = await client().challenge({ login })
    const time = new Date().toISOString()
    const statement = JSON.stringify({ despatch: 'challenge/1', origin, nonce, time })
    const signature = await signStatement(statement, device, new Date())
    return { login, statement, signature, device: device.getFingerprint() }
  }

  it('signs in for its person once they have approved it, and is listed', async () => {
    const { device, request } = await deviceOf(worker)
    const refused = { type: named('sign-in-refused') }
    expect(await refusal(client().signIn(await challenge(device)))).toMatchObject(refused)
    expect(await worker.client.registerDevice(request)).toMatchObject({ label: 'laptop', lastUsedAt: null })
    const { session } = await client().signIn(await challenge(device))
    expect(session.how).toBe('device')
    expect(await refusal(client().signIn(await challenge(device, 'yot.officer')))).toMatchObject(refused)
    expect((await worker.client.devices()).map(({ fingerprint }) => fingerprint)).toContain(
      device.getFingerprint(),
    )
    expect(await refusal(worker.client.registerDevice(request))).toMatchObject({ type: named('conflict') })
  })

  it('that is revoked signs in no more, and its sessions end at once', async () => {
    const { device, request } = await deviceOf(worker)
    await worker.client.registerDevice(request)
    const { accessToken } = await client().signIn(await challenge(device))
    const colleague = await service.session('asb.caseworker2')
    expect(await refusal(colleague.client.revokeDevice(device.getFingerprint()))).toMatchObject({
      type: named('not-found'),
    })
    await worker.client.revokeDevice(device.getFingerprint())
    await demand401(await ask('GET', '/api/v1/inbox', `Bearer ${accessToken}`), 'token-expired')
    expect(await refusal(client().signIn(await challenge(device)))).toMatchObject({
      type: named('sign-in-refused'),
    })
  })

  it('counts no longer when the key that approved it is not its person’s any more', async () => {
    const { device, request } = await deviceOf(worker)
    await worker.client.registerDevice(request)
    const state = (to: 'current' | 'superseded') =>
      service.database.owner
        .updateTable('certificate')
        .set({ state: to })
        .where('fpr', '=', worker.key.getFingerprint())
        .execute()
    await state('superseded')
    expect(await refusal(client().signIn(await challenge(device)))).toMatchObject({
      type: named('sign-in-refused'),
    })
    await state('current')
    expect((await client().signIn(await challenge(device))).person.login).toBe('asb.caseworker')
  })

  it.each<[string, string, () => Promise<RegisterDeviceRequest>]>([
    [
      'approved by somebody else’s key',
      'signature-not-yours',
      async () =>
        (await deviceOf({ ...worker, key: (await service.session('asb.caseworker2')).key })).request,
    ],
    [
      'for another account',
      'invalid-request',
      async () => (await deviceOf(worker, { login: 'yot.officer' })).request,
    ],
    [
      'for another service',
      'invalid-request',
      async () => (await deviceOf(worker, { origin: 'https://elsewhere.test' })).request,
    ],
    [
      'by a statement that was kept back',
      'invalid-request',
      async () => (await deviceOf(worker, { time: '2020-01-01T00:00:00.000Z' })).request,
    ],
    [
      'whose certificate is another than the statement names',
      'invalid-request',
      async () => {
        const [one, other] = [await deviceOf(worker), await deviceOf(worker)]
        return { ...one.request, certificate: other.request.certificate }
      },
    ],
    [
      'that is the person’s own key',
      'invalid-request',
      async () => {
        const certificate = worker.key.toPublic().armor()
        const { request } = await deviceOf(worker, { device: worker.key.getFingerprint() })
        return { ...request, certificate }
      },
    ],
    [
      'sent with its secret',
      'invalid-request',
      async () => {
        const { device, request } = await deviceOf(worker)
        return { ...request, certificate: device.armor() }
      },
    ],
  ])('%s is refused', async (_what, problem, make) => {
    expect(await refusal(worker.client.registerDevice(await make()))).toMatchObject({ type: named(problem) })
  })

  it('signs nothing but challenges: no receipt, no passphrase, no other device', async () => {
    const { device, request } = await deviceOf(worker)
    await worker.client.registerDevice(request)
    const asWorker = await deviceOf({ ...worker, key: device })
    expect(await refusal(worker.client.registerDevice(asWorker.request))).toMatchObject({
      type: named('signature-not-yours'),
    })
  })
})

describe('a sign-in', () => {
  const client = () => createClient({ origin: service.origin })

  async function challenged(change: object = {}, login = 'asb.caseworker', type = 'challenge/1') {
    const { nonce, origin } = await client().challenge({ login })
    const time = new Date().toISOString()
    const statement = JSON.stringify({ despatch: type, origin, nonce, time, ...change })
    return { login, statement, signature: await signStatement(statement, worker.key, new Date()) }
  }

  it('by a signed challenge is taken once', async () => {
    const request = await challenged()
    expect((await client().signIn(request)).person.login).toBe('asb.caseworker')
    expect(await refusal(client().signIn(request))).toMatchObject({ type: named('sign-in-refused') })
  })

  it.each<[string, () => ReturnType<typeof challenged>]>([
    ['for another service', () => challenged({ origin: 'https://elsewhere.test' })],
    ['with a nonce of one’s own', () => challenged({ nonce: 'A'.repeat(43) })],
    ['by a colleague’s key', () => challenged({}, 'asb.caseworker2')],
    ['under a name that nobody has', () => challenged({}, 'nobody.at-all')],
    ['by another sort of statement', () => challenged({}, 'asb.caseworker', 'receipt/1')],
  ])('%s is refused, always in the same words', async (_what, make) => {
    expect(await refusal(client().signIn(await make()))).toMatchObject({
      status: 401,
      type: named('sign-in-refused'),
      detail: 'The name or the key is not right, or the challenge has run out.',
    })
  })

  it('cannot be kept from a person by a stranger who begins it without end in their name', async () => {
    await Promise.all(Array.from({ length: 60 }, () => client().challenge({ login: 'asb.caseworker' })))
    expect((await client().signIn(await challenged())).person.login).toBe('asb.caseworker')
  })

  it('leaves nothing in the database until it succeeds', async () => {
    const kept = () => service.database.db.selectFrom('used_challenge').select('nonce').execute()
    const before = await kept()
    await client().challenge({ login: 'asb.caseworker' })
    await refusal(client().signIn(await challenged({}, 'asb.caseworker2')))
    expect(await kept()).toEqual(before)
  })

  it('takes no challenge that was given for another name', async () => {
    const { nonce } = await client().challenge({ login: 'asb.caseworker2' })
    expect(await refusal(client().signIn(await challenged({ nonce })))).toMatchObject({
      type: named('sign-in-refused'),
    })
  })
})
