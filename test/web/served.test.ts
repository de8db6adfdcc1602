import { request } from 'node:http'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, buildApp } from '../../src/api/app.ts'
import type { ClientFiles } from '../../src/api/client-files.ts'
import { readyClient } from '../../src/main/web/ready.ts'
import { bareDependencies } from '../api/bare-dependencies.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

/** How the browser client is served: what the API gives out for which address, with which headers. */

const ORIGIN = 'https://despatch.example.test'

let database: TestDatabase
let app: App
let script: string
let client: ClientFiles

beforeAll(async () => {
  database = await createTestDatabase()
  const built = await readyClient((line) => {
    throw new Error(line)
  })
  if (!built) throw new Error('there is no client')
  client = built
  script = [...client.keys()].find((path) => /^\/assets\/index-.*\.js$/.test(path)) ?? ''
  const bare = bareDependencies(database, { origin: ORIGIN, version: '0.0.0' })
  app = await buildApp({ ...bare, client }, pino({ level: 'silent' }))
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const get = (url: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  app.inject({ method: 'GET', url, headers })

describe('the files of the browser client', () => {
  it('are given out under a policy that lets nothing run but them', async () => {
    const { headers, statusCode, body } = await get('/')
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    })
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self' blob:",
      "connect-src 'self'",
      "worker-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types despatch-worker',
      "frame-ancestors 'none'",
    ])
    expect(body).not.toMatch(/<style|style=|<script(?![^>]* src=)| on[a-z]+=/)
    // A worker is under the policy that came with its own script.
    expect((await get(script)).headers['content-security-policy']).toBe(headers['content-security-policy'])
  })

  it('say by their names what is in them, and are kept by browsers, compressed where that is understood', async () => {
    const plain = await get(script, {})
    expect(plain.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    })
    const compressed = await get(script, { 'accept-encoding': 'gzip, br' })
    expect(compressed.headers['content-encoding']).toBe('br')
    expect(compressed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2)
    for (const refused of ['br;q=0', 'gzip, br; q=0.0, deflate', 'x-br', 'gzip'])
      expect((await get(script, { 'accept-encoding': refused })).headers['content-encoding']).toBeUndefined()
    expect((await get(script, { 'accept-encoding': 'br;q=0.5' })).headers['content-encoding']).toBe('br')
    expect((await app.inject({ method: 'HEAD', url: script })).body).toBe('')
  })

  it('are the page for any address of its own, and no answer to programs or below the API', async () => {
    const { body } = await get('/')
    for (const url of ['/inbox', '/received/0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90', '/no-such-page?x=1'])
      expect((await get(url)).body).toBe(body)
    for (const url of [
      '/api/v1/nothing',
      '/assets/nothing.js',
      '/log/nothing',
      '/.well-known/security.txt',
      '/API/v1',
      '//',
      '//evil.example/inbox',
    ])
      expect(await get(url)).toMatchObject({ statusCode: 404 })
    expect(await get('/inbox', { accept: 'application/json' })).toMatchObject({ statusCode: 404 })
    expect(await get('/inbox', {})).toMatchObject({ statusCode: 404 })
    expect(
      await app.inject({ method: 'POST', url: '/inbox', headers: { accept: 'text/html' } }),
    ).toMatchObject({
      statusCode: 404,
    })
  })

  it('are those of the table alone: no path leads out of it', async () => {
    const origin = await app.listen({ host: '127.0.0.1', port: 0 })
    const paths = [
      '/assets/../../package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/..%2f..%2fpackage.json',
      '//etc/passwd',
      '/assets/..\\..\\package.json',
      '/package.json',
      '/index.html/../../../package.json',
    ]
    for (const path of paths) {
      const body = await rawGet(origin, path)
      expect(body).not.toContain('"dependencies"')
      expect(body).not.toContain('root:')
    }
  })

  it('are under 250 kB, compressed, until somebody signs in', () => {
    const page = client.get('/index.html')
    const index = new TextDecoder().decode(page?.bytes)
    const wanted = [...index.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(wanted.some((path) => path.endsWith('.js')) && wanted.some((path) => path.endsWith('.css'))).toBe(
      true,
    )
    const loaded = new Set(wanted)
    // What a script imports before it runs, not what it asks for later; the set grows on the way.
    for (const path of loaded) {
      if (!path.endsWith('.js')) continue
      const text = new TextDecoder().decode(client.get(path)?.bytes)
      for (const [, name = ''] of text.matchAll(/(?:from|import)\s*["`]\.\/([^"`]+)["`]/g))
        loaded.add(`/assets/${name}`)
    }
    const sizes = [...loaded].map((path) => client.get(path)?.brotli.length ?? Number.NaN)
    const total = sizes.reduce((sum, size) => sum + size, page?.brotli.length ?? Number.NaN)
    expect(total).toBeGreaterThan(20_000)
    expect(total).toBeLessThan(250_000)
  })

  it('need not be there: then the front page says how to sign in by the command', async () => {
    const bare = await buildApp(
      bareDependencies(database, { origin: ORIGIN, version: '0.0.0' }),
      pino({ level: 'silent' }),
    )
    const front = await bare.inject({ method: 'GET', url: '/', headers: { accept: 'text/html' } })
    expect(front.body).toContain('despatch login')
    const page = await bare.inject({ method: 'GET', url: '/inbox', headers: { accept: 'text/html' } })
    expect(page.statusCode).toBe(404)
    await bare.close()
  })
})

/** A path as it is written: other clients put dots in order before they ask. */
const rawGet = (origin: string, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    request({ hostname, port, path, headers: { accept: '*/*' } }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        body += piece
      })
      response.on('end', () => resolve(body))
    })
      .on('error', reject)
      .end()
  })
