import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, buildApp } from '../../src/api/app.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { bareDependencies } from './bare-dependencies.ts'
import { rawAnswer, rawConnection } from './raw-connection.ts'

/** Short, so that what is slow is seen to be ended; and so short that a busy machine's own slowness is. */
const TIMES = { headers: 300, request: 600, silence: 2_000, check: 50, grace: 300 }
const HEAD =
  'POST /api/v1/session/challenge HTTP/1.1\r\nhost: despatch.test\r\ncontent-type: application/json\r\n'

let database: TestDatabase
/** With the usual times, and with short ones. */
let app: App
let hasty: App
let origin: string
let hastyOrigin: string

beforeAll(async () => {
  database = await createTestDatabase()
  const built = (times?: typeof TIMES) =>
    buildApp(
      bareDependencies(database, { origin: 'https://despatch.example.test', version: '9.9.9' }),
      pino({ level: 'silent' }),
      times,
    )
  app = await built()
  hasty = await built(TIMES)
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
  hastyOrigin = await hasty.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app?.close()
  await hasty?.close()
  await database?.drop()
})

/** The status and the problem of an answer that ends its connection. */
function said(answer: string): { status: number; type: string; closes: boolean } {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(head.toLowerCase()).toContain('content-type: application/problem+json')
  const { type, status } = JSON.parse(body)
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  return {
    status,
    type: type.replace('urn:despatch:problem:', ''),
    closes: /^connection: close$/im.test(head),
  }
}

const lives = async (at: string) => expect((await fetch(`${at}/healthz`)).status).toBe(200)

describe('a connection that carries no sound HTTP gets a problem document and is ended', () => {
  it.each<[what: string, sent: string, status: number, type: string]>([
    [
      'a hundred thousand header fields',
      `GET /healthz HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(100_000)}\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'one header field of a mebibyte',
      `GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(1 << 20)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'a path of a mebibyte',
      `GET /${'a'.repeat(1 << 20)} HTTP/1.1\r\nhost: a\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'chunk extensions without end',
      `${HEAD}transfer-encoding: chunked\r\n\r\n1;${'a'.repeat(1 << 18)}`,
      431,
      'headers-too-large',
    ],
    [
      'two lengths, of which one smuggles',
      `${HEAD}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n`,
      400,
      'invalid-request',
    ],
    [
      'two lengths that differ',
      `${HEAD}content-length: 4\r\ncontent-length: 5\r\n\r\n{}{}`,
      400,
      'invalid-request',
    ],
    [
      'an encoding of the body that hides another',
      `${HEAD}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
      400,
      'invalid-request',
    ],
    ['a chunk of no size', `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n\r\n`, 400, 'invalid-request'],
    ['a header broken in two', 'GET / HTTP/1.1\r\nhost: a\r\nx: a\n b\r\n\r\n', 400, 'invalid-request'],
    ['a header with a NUL', 'GET / HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n', 400, 'invalid-request'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nhost: a\r\nx : b\r\n\r\n', 400, 'invalid-request'],
    ['a method that nobody knows', 'BREW / HTTP/1.1\r\nhost: a\r\n\r\n', 400, 'invalid-request'],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00', 400, 'invalid-request'],
    ['a mail', 'HELO a\r\nMAIL FROM:<a@b.test>\r\n', 400, 'invalid-request'],
    ['a tunnel through it', 'CONNECT b.test:25 HTTP/1.1\r\nhost: b.test:25\r\n\r\n', 404, 'not-found'],
  ])('%s', async (_what, sent, status, type) => {
    expect(said(await rawAnswer(origin, Buffer.from(sent, 'latin1')))).toEqual({ status, type, closes: true })
    await lives(origin)
  })
})

it('a request without a host is refused by the parser itself', async () => {
  expect(await rawAnswer(origin, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
})

describe('a client that is slow is let go, however it goes about it', () => {
  it.each<[what: string, first: string, then: string]>([
    ['who never ends the header', 'GET / HTTP/1.1\r\nhost: a\r\n', 'x: y\r\n'],
    ['who never ends the body', `${HEAD}content-length: 1000\r\n\r\n{"login":"`, 'a'],
    ['who never ends the chunks', `${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\na\r\n'],
  ])('%s, and goes on by a little at a time', async (_what, first, then) => {
    const connection = await rawConnection(hastyOrigin)
    connection.send(first)
    const drip = setInterval(() => connection.send(then), 20)
    const answer = await connection.ended
    clearInterval(drip)
    expect(said(answer)).toEqual({ status: 408, type: 'too-slow', closes: true })
    await lives(hastyOrigin)
  })

  it('who says nothing at all', async () => {
    const connection = await rawConnection(hastyOrigin)
    expect(await connection.ended).toMatch(/^$|^HTTP\/1\.1 408 /)
  })
})

it('a connection over which many requests come at once gets their answers in order', async () => {
  const connection = await rawConnection(origin)
  const one = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nhost: a\r\n${more}\r\n`
  connection.send(
    one('/healthz').repeat(50) + one('/nothing-here') + one('/healthz', 'connection: close\r\n'),
  )
  const statuses = [...(await connection.ended).matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)
  expect(statuses).toEqual([...Array(50).fill('200'), '404', '200'])
})

it.each(['TRACE', 'OPTIONS', 'PROPFIND', 'PATCH'])('%s is answered as what there is not', async (method) => {
  const sent = `${method} /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`
  expect(said(await rawAnswer(origin, sent))).toMatchObject({ status: 404, type: 'not-found' })
})

it('one address has no more connections than its share', async () => {
  // Of its own: connections of the other tests may still stand for a moment.
  const patient = await buildApp(
    bareDependencies(database, { origin: 'https://despatch.example.test', version: '9.9.9' }),
    pino({ level: 'silent' }),
  )
  try {
    const at = await patient.listen({ host: '127.0.0.1', port: 0 })
    const open = await Promise.all(Array.from({ length: 400 }, () => rawConnection(at)))
    const further = said(await rawAnswer(at, 'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n'))
    expect(further).toEqual({ status: 429, type: 'too-many-requests', closes: true })
    await Promise.all(
      open.map(({ socket, ended }) => {
        socket.destroy()
        return ended
      }),
    )
    await expect.poll(async () => (await fetch(`${at}/healthz`)).status).toBe(200)
  } finally {
    await patient.close()
  }
})

it('a stop waits for what is in hand, though not for ever', async () => {
  const begun = await rawConnection(hastyOrigin)
  begun.send(`${HEAD}expect: 100-continue\r\ncontent-length: 1000\r\n\r\n{`)
  await begun.until('100 Continue')
  await hasty.close()
  expect(await begun.ended).not.toContain('HTTP/1.1 200')
})
