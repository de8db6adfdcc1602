import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, buildApp } from '../../src/api/app.ts'
import { parseWebOrigins } from '../../src/config/values.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { bareDependencies } from './bare-dependencies.ts'

/** Which pages of other origins may read what the service answers. */

const ORIGIN = 'https://despatch.example.test'
const AGENCY = 'https://web.agency.example.test'
const OTHER = 'https://elsewhere.example.test'

let database: TestDatabase
let app: App
let closed: App

beforeAll(async () => {
  database = await createTestDatabase()
  const bare = bareDependencies(database, { origin: ORIGIN, version: '0.0.0' })
  app = await buildApp({ ...bare, webOrigins: [AGENCY] }, pino({ level: 'silent' }))
  closed = await buildApp(bare, pino({ level: 'silent' }))
})
afterAll(async () => {
  await app?.close()
  await closed?.close()
  await database?.drop()
})

const crossed = (headers: Record<string, unknown>): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control'))

const preflight = (to: App, origin: string, url = '/api/v1/session') =>
  to.inject({
    method: 'OPTIONS',
    url,
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  })

describe('pages of another origin', () => {
  it('that the operator has named read the answers of the API, refusals too, without cookies', async () => {
    for (const url of ['/api/v1/referrals', '/log/checkpoint', '/api/v1/nothing']) {
      const { headers } = await app.inject({ method: 'GET', url, headers: { origin: AGENCY } })
      expect(headers['access-control-allow-origin']).toBe(AGENCY)
      expect(headers['access-control-expose-headers']).toBe('retry-after')
      expect(headers.vary).toBe('origin')
      expect(headers['access-control-allow-credentials']).toBeUndefined()
    }
    const asked = await preflight(app, AGENCY)
    expect(asked.statusCode).toBe(204)
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': AGENCY,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '7200',
    })
  })

  it('that nobody has named get nothing, and nobody gets what is not of the API', async () => {
    for (const origin of [OTHER, 'null', `${AGENCY}.evil.example`, ORIGIN]) {
      const { headers } = await app.inject({ method: 'GET', url: '/api/v1/referrals', headers: { origin } })
      expect(crossed(headers)).toEqual([])
      const asked = await preflight(app, origin)
      expect(crossed(asked.headers)).toEqual([])
      expect(asked.statusCode).not.toBe(204)
    }
    for (const url of ['/healthz', '/metrics', '/', '/docs/api'])
      expect(
        crossed((await app.inject({ method: 'GET', url, headers: { origin: AGENCY } })).headers),
      ).toEqual([])
    expect(crossed((await preflight(app, AGENCY, '/metrics')).headers)).toEqual([])
    // A cache must not hand on to one page what was answered for another.
    expect((await app.inject({ method: 'GET', url: '/log/checkpoint' })).headers.vary).toBe('origin')
  })

  it('are none, unless the operator names some', async () => {
    const { headers } = await closed.inject({
      method: 'GET',
      url: '/api/v1/referrals',
      headers: { origin: AGENCY },
    })
    expect(crossed(headers)).toEqual([])
    expect(crossed((await preflight(closed, AGENCY)).headers)).toEqual([])
  })
})

describe('WEB_ORIGINS', () => {
  it('are origins as browsers write them, each once', () => {
    expect(parseWebOrigins(`${AGENCY}, http://localhost:8081`)).toEqual([AGENCY, 'http://localhost:8081'])
    for (const wrong of [
      '*',
      'null',
      `${AGENCY}/`,
      `${AGENCY}/x`,
      'https://*.example.test',
      'http://web.example.test',
    ])
      expect(parseWebOrigins(wrong), wrong).toBeNull()
    for (const wrong of ['https://WEB.example.test', `${AGENCY}:443`, `${AGENCY},${AGENCY}`, `${AGENCY},`])
      expect(parseWebOrigins(wrong), wrong).toBeNull()
  })
})
