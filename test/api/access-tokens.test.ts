import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import fastify from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AccessTokens, useAccessTokens } from '../../src/api/access-tokens.ts'
import { keyOfDay } from '../../src/api/token-keys.ts'

const ORIGIN = 'https://despatch.example.test'
const TODAY = '2030-03-01'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const bearer = { person: uuidv7(), session: uuidv7() }
const seed = newSeed()
let now: Date
/** What two processes of the service hold: the same seed, and nothing else of each other. */
let one: AccessTokens
let other: AccessTokens

const clock = () => now
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
const process = (changed: Partial<Parameters<typeof useAccessTokens>[1]> = {}) =>
  useAccessTokens(fastify(), { seed, issuer: ORIGIN, clock, ...changed })

function newSeed(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

beforeEach(async () => {
  now = new Date(`${TODAY}T22:00:00.000Z`)
  one = await process()
  other = await process()
})

describe('an access token', () => {
  const header = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())

  it('is signed by the key of its day, which every process derives for itself', () => {
    const before = one.issue(bearer).accessToken
    expect(header(before)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: '2030-03-01' })
    pass(2 * HOUR)
    const after = other.issue(bearer).accessToken
    expect(header(after).kid).toBe('2030-03-02')
    expect(one.read(after)).toEqual(bearer)
    expect(keyOfDay(seed, '2030-03-01').export({ format: 'jwk' })).not.toEqual(
      keyOfDay(seed, '2030-03-02').export({ format: 'jwk' }),
    )
  })

  it('of yesterday’s key is good until it runs out, across midnight, in another process too', () => {
    pass(2 * HOUR - 5 * MINUTE)
    const { accessToken } = one.issue(bearer)
    pass(9 * MINUTE)
    expect(other.read(accessToken).session).toBe(bearer.session)
    pass(7 * MINUTE)
    expect(() => other.read(accessToken)).toThrow('Your session has ended')
    pass(3 * DAY)
    expect(() => one.read(accessToken)).toThrow('Your session has ended')
  })

  it('of a process whose clock is a little ahead is taken, and one of another day to come is not', async () => {
    pass(2 * HOUR - 10_000)
    const ahead = await process({ clock: () => new Date(now.getTime() + 20_000) })
    const { accessToken } = ahead.issue(bearer)
    expect(one.read(accessToken).person).toBe(bearer.person)
    pass(-DAY)
    const fresh = await process()
    expect(() => fresh.read(accessToken)).toThrow('not valid')
  })

  it('runs out at the moment that it says, whether it was seen before or not', () => {
    const { accessToken, expiresAt } = one.issue(bearer)
    expect(expiresAt).toBe(`${TODAY}T22:15:00.000Z`)
    pass(15 * MINUTE - 1)
    expect(one.read(accessToken)).toEqual(bearer)
    pass(1)
    for (const tokens of [one, other])
      expect(() => tokens.read(accessToken)).toThrow(expect.objectContaining({ problem: 'token-expired' }))
  })

  it('is judged by the service’s clock and no other', () => {
    now = new Date('2020-03-01T22:00:00.000Z')
    const { accessToken } = one.issue(bearer)
    expect(other.read(accessToken)).toEqual(bearer)
  })

  it('of another seed, or of another service with the same, is not taken', async () => {
    for (const changed of [{ seed: newSeed() }, { issuer: 'https://elsewhere.test' }]) {
      const { accessToken } = (await process(changed)).issue(bearer)
      expect(() => one.read(accessToken)).toThrow('not valid')
    }
  })
})

describe('a token that somebody made', () => {
  type Made = { head?: object; body?: unknown; by?: KeyObject; spaces?: number }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const key = keyOfDay(seed, TODAY)
  const ours = { alg: 'EdDSA', typ: 'JWT', kid: TODAY }
  const claims = () => {
    const iat = now.getTime() / 1000
    return { sub: bearer.person, sid: bearer.session, iss: ORIGIN, aud: ORIGIN, iat, exp: iat + 900 }
  }
  function made({ head = ours, body = claims(), by = key, spaces = 0 }: Made) {
    const payload = Buffer.from(JSON.stringify(body) + ' '.repeat(spaces)).toString('base64url')
    const signed = `${part(head)}.${payload}`
    return `${signed}.${sign(null, Buffer.from(signed), by).toString('base64url')}`
  }
  /** The same signature, written by a last character whose spare bits are others. */
  function respelt(token: string): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    return `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1]}`
  }
  const publicText = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()

  it('with the day’s key, as the service makes them, is taken', () => {
    expect(one.read(made({}))).toEqual(bearer)
  })

  it.each<[string, () => string]>([
    ['with a header of more', () => made({ head: { ...ours, jku: 'https://elsewhere.test' } })],
    ['with its header in another order', () => made({ head: { kid: TODAY, alg: 'EdDSA', typ: 'JWT' } })],
    ['by a public key that it brings along', () => made({ head: { ...ours, jwk: publicText } })],
    ['without a day', () => made({ head: { alg: 'EdDSA', typ: 'JWT' } })],
    ['of tomorrow', () => made({ head: { ...ours, kid: '2030-03-02' }, by: keyOfDay(seed, '2030-03-02') })],
    ['of today by yesterday’s key', () => made({ by: keyOfDay(seed, '2030-02-28') })],
    ['for another service', () => made({ body: { ...claims(), aud: 'https://elsewhere.test' } })],
    ['by another service', () => made({ body: { ...claims(), iss: 'https://elsewhere.test' } })],
    ['for two services', () => made({ body: { ...claims(), aud: [ORIGIN, 'https://elsewhere.test'] } })],
    ['for no service', () => made({ body: { ...claims(), aud: undefined } })],
    ['of no issuer', () => made({ body: { ...claims(), iss: undefined } })],
    ['without an end', () => made({ body: { ...claims(), exp: undefined } })],
    ['of which the end is a word', () => made({ body: { ...claims(), exp: 'never' } })],
    ['of no session', () => made({ body: { ...claims(), sid: undefined } })],
    ['that claims more', () => made({ body: { ...claims(), roles: ['auditor'] } })],
    ['that holds no object', () => made({ body: [bearer] })],
    ['whose signature is spelt in another way', () => respelt(made({}))],
    ['of four parts', () => `${made({})}.AAAA`],
    ['of two parts', () => made({}).replace(/\.[^.]+$/, '')],
    ['without a signature', () => made({}).replace(/[^.]+$/, '')],
    ['that is blown up with spaces', () => made({ body: claims(), spaces: 2048 })],
    ['of dots alone', () => '..'],
    ['of nothing', () => ''],
  ])('%s is not', (_what, make) => {
    const token = make()
    expect(() => one.read(token)).toThrow(expect.objectContaining({ problem: 'not-signed-in' }))
  })

  it('cannot be had from the library without naming a day: neither signed nor verified', async () => {
    const app = fastify()
    const tokens = await useAccessTokens(app, { seed, issuer: ORIGIN, clock })
    const { accessToken } = tokens.issue(bearer)
    await expect((async () => app.jwt.sign({ sub: bearer.person }))()).rejects.toThrow('Cannot fetch key')
    await expect((async () => app.jwt.verify(accessToken))()).rejects.toThrow('Cannot fetch key')
  })
})
