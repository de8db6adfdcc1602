import { hash } from 'node:crypto'
import { request } from 'node:http'
import { brotliCompressSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, buildApp } from '../../src/api/app.ts'
import type { ClientFile, ClientFiles } from '../../src/api/client-files.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { readyClient } from '../../src/main/web/ready.ts'
import { bareDependencies } from '../api/bare-dependencies.ts'
import { newMachine } from '../cli/run.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

/** How the browser client is served: what the API gives out for which address, with which headers. */

const ORIGIN = 'https://despatch.example.test'

let database: TestDatabase
let app: App
let script: string
let origin: string
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
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const textOf = (path: string): string => new TextDecoder().decode(client.get(path)?.bytes)

/** The files with what they import before they run, not what they ask for later. */
function importedBy(paths: readonly string[]): Set<string> {
  const loaded = new Set(paths)
  // The set grows on the way.
  for (const path of loaded) {
    if (!path.endsWith('.js')) continue
    for (const [, name = ''] of textOf(path).matchAll(/(?:from|import)\s*["`]\.\/([^"`]+)["`]/g))
      loaded.add(`/assets/${name}`)
  }
  return loaded
}

const get = (url: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  app.inject({ method: 'GET', url, headers })

describe('the files of the browser client', () => {
  it('are given out under a policy that lets nothing run but them', async () => {
    const { headers, statusCode, body } = await get('/')
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers.vary).toBe('accept, accept-encoding')
    expect((await get('/inbox')).headers.vary).toBe('accept, accept-encoding')
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
    // A length is said where there is one copy for all, and not a stream that unpacks for each who asks.
    expect(plain.headers['content-length']).toBe(String(client.get(script)?.bytes.length))
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
    const loaded = importedBy(wanted)
    const sizes = [...loaded].map((path) => client.get(path)?.brotli.length ?? Number.NaN)
    const total = sizes.reduce((sum, size) => sum + size, page?.brotli.length ?? Number.NaN)
    expect(total).toBeGreaterThan(20_000)
    expect(total).toBeLessThan(250_000)
  })

  it('bring the forms of all kinds to nobody who only looks at their inbox', () => {
    const inbox = [...client.keys()].filter((path) => /^\/assets\/inbox-.*\.js$/.test(path))
    expect(inbox.length).toBeGreaterThan(0)
    for (const path of importedBy(inbox))
      expect([path, textOf(path).includes(asbIncidentExample.narrative)]).toEqual([path, false])
  })

  it('are told apart from everything else that is answered: no answer at all lets a page run anything else', async () => {
    const asked = [
      ...[
        '/',
        '/inbox',
        script,
        '/despatch-client.json',
        '/enrol',
        '/openapi.json',
        '/docs/api',
        '/help/unencrypted-mail',
      ],
      ...[
        '/nothing.js',
        '/api/v1/nothing',
        '/api/v1/inbox',
        '/log/checkpoint',
        '/trust/checkpoint',
        '/metrics',
        '/healthz',
      ],
      ...[
        '/received/%E0%A4%A',
        '/%',
        '/%00',
        '/.well-known/openpgpkey/hu/x',
        '//evil.example',
        '/docs/..%2f',
      ],
    ]
    for (const url of asked)
      for (const accept of ['text/html', 'application/json']) {
        const { headers, statusCode } = await get(url, { accept })
        expect(statusCode, url).toBeLessThan(501)
        const policy = String(headers['content-security-policy'])
        expect(policy, url).toContain("default-src 'none'")
        expect(policy, url).toContain("frame-ancestors 'none'")
        expect(policy, url).not.toMatch(
          /script-src[^;]*(?:unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*)/,
        )
        expect(headers['x-content-type-options'], url).toBe('nosniff')
        expect(headers['referrer-policy'], url).toBe('no-referrer')
      }
  })

  it('are found by `despatch verify-client` to be what they say, and not where one was changed or comes otherwise', async () => {
    const machine = await newMachine()
    const found = await machine.json('verify-client', origin)
    const text = client.get('/despatch-client.json')?.bytes ?? new Uint8Array()
    expect(found, found.err).toMatchObject({
      code: 0,
      document: {
        ...{ origin, service: origin, sha256: hash('sha256', text), files: client.size - 1, problems: [] },
        // Nobody is signed in: the trust log was not asked.
        ...{ verified: false, acknowledged: null },
      },
    })
    const said = await machine.despatch('verify-client', origin)
    expect(said.out).toContain('The trust log was not asked: you are not signed in.')

    const [index, own] = [client.get('/index.html'), client.get(script)]
    if (!index || !own) throw new Error('the client has no first page or script')
    const other = ({ type, bytes }: ClientFile): ClientFile => {
      const changed = Buffer.from(`${Buffer.from(bytes)}\n`)
      return { type, bytes: changed, brotli: brotliCompressSync(changed) }
    }
    const changed = new Map(client).set('/index.html', other(index)).set(script, other(own))
    const bare = bareDependencies(database, { origin: ORIGIN, version: '0.0.0' })
    const liar = await buildApp({ ...bare, client: changed }, pino({ level: 'silent' }))
    liar.addHook(
      'onSend',
      async (_request, reply) => void reply.header('content-security-policy', "default-src 'self'"),
    )
    const refused = await machine.despatch('verify-client', await liar.listen({ host: '127.0.0.1', port: 0 }))
    await liar.close()
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('Do not sign in there.')
    for (const at of ['/', '/inbox', script]) {
      expect(refused.out).toMatch(
        new RegExp(`^${at}(?: is not the file that it says\\.|: The answer of .* longer)`, 'm'),
      )
    }
    const without = await machine.despatch('verify-client', 'http://127.0.0.1:1')
    expect(without).toMatchObject({ code: 1, err: expect.stringContaining('There is no answer from') })
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
