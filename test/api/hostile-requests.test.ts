import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { armor, createMessage, enums, sign, unarmor } from 'openpgp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReadyReferral } from '../../src/sdk/prepare.ts'
import type { Session } from '../../src/sdk/session.ts'
import { altered, named, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { rawConnection } from './raw-connection.ts'

const MIB = 1024 * 1024

let service: TestService
let sender: Session
let referral: ReadyReferral

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  referral = await prepared(sender)
})
afterAll(() => service?.stop())

function post(
  path: string,
  body: string | FormData | Uint8Array<ArrayBuffer>,
  type?: string,
): Promise<Response> {
  const authorization = `Bearer ${sender.client.token}`
  const headers = { authorization, ...(type === undefined ? {} : { 'content-type': type }) }
  return fetch(`${service.origin}/api/v1${path}`, { method: 'POST', headers, body })
}

/** A problem document, with nothing in it of how the program is made. */
async function demandProblem(response: Response, status: number, problem: string): Promise<string> {
  const text = await response.text()
  expect({ status: response.status, text }).toMatchObject({ status })
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(JSON.parse(text)).toMatchObject({ type: named(problem), status, title: expect.any(String) })
  expect(text).not.toMatch(/\bat |\.ts\b|node_modules|Error:|FST_|select |stack/)
  return JSON.parse(text).detail
}

const challenge = (body: string, type = 'application/json') => post('/session/challenge', body, type)

describe('a JSON request is refused with a problem document', () => {
  it.each<[what: string, body: string]>([
    ['that is cut short', '{"login":"asb.casewor'],
    ['that is empty', ''],
    ['that is not an object', '"asb.caseworker"'],
    ['that lacks a field', '{}'],
    ['that has a field too many', '{"login":"asb.caseworker","admin":true}'],
    ['whose field is of another type', '{"login":["asb.caseworker"]}'],
    ['whose field is a number that could be read as text', '{"login":5}'],
    ['whose field breaks its form', '{"login":"asb caseworker\\u0000"}'],
    ['that reaches for the prototype', '{"login":"asb.caseworker","__proto__":{"x":1}}'],
    ['that reaches for the constructor', '{"login":"a","constructor":{"prototype":{"x":1}}}'],
    ['nested without end', `${'['.repeat(60_000)}${']'.repeat(60_000)}`],
  ])('%s', async (_what, body) => {
    await demandProblem(await challenge(body), 400, 'invalid-request')
  })

  it('of another type', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nothing']) {
      await demandProblem(await challenge('{"login":"asb.caseworker"}', type), 400, 'invalid-request')
    }
  })

  it('in another charset, whether it says so or not', async () => {
    const text = '{"login":"asb.caseworker"}'
    const said = 'application/json; charset=utf-16'
    await demandProblem(await challenge(text, said), 400, 'invalid-request')
    const wide = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))
    await demandProblem(await post('/session/challenge', wide, 'application/json'), 400, 'invalid-request')
    const packed = new Uint8Array(gzipSync(text))
    await demandProblem(await post('/session/challenge', packed, 'application/json'), 400, 'invalid-request')
    expect((await challenge(text, 'application/json;charset="UTF-8"')).status).toBe(200)
  })

  it('of octets that are no text, or of half a character', async () => {
    const broken = new Uint8Array(Buffer.from('{"login":"asb.casew\xff\xfeorker"}', 'latin1'))
    await demandProblem(await post('/session/challenge', broken, 'application/json'), 400, 'invalid-request')
    await demandProblem(await challenge('{"login":"asb\\ud800"}'), 400, 'invalid-request')
  })

  it('larger than a statement can be', async () => {
    const body = JSON.stringify({ login: 'a'.repeat(300 * 1024) })
    await demandProblem(await challenge(body), 413, 'content-too-large')
  })

  it('naming the field, so that a program’s author can mend it', async () => {
    const response = await challenge('{"login":"ASB CASEWORKER"}')
    expect(await response.json()).toMatchObject({ errors: [{ path: '/login' }] })
  })
})

describe('an address is refused with a problem document', () => {
  it.each<[path: string, status: number, problem: string]>([
    ['/nothing-here', 404, 'not-found'],
    ['/referrals/not-a-uuid', 400, 'invalid-request'],
    ['/referrals/01A20092-C8BA-7248-A9B0-5053E399AF1F', 400, 'invalid-request'],
    ['/referrals/..%2f..%2fetc%2fpasswd', 400, 'invalid-request'],
    ['/threads/%00%00%00', 400, 'invalid-request'],
    [`/threads/${'a'.repeat(300)}`, 400, 'invalid-request'],
    ['/references/%E0%A4%A', 400, 'invalid-request'],
    ['/certificates', 400, 'invalid-request'],
    [`/certificates?mailbox=a@b.test&person=${'A'.repeat(22)}`, 400, 'invalid-request'],
    ['/certificates?mailbox=a@b.test&mailbox=c@d.test', 400, 'invalid-request'],
    ['/certificates?everybody=1', 400, 'invalid-request'],
    [`/inbox?cursor=${'a'.repeat(10_000)}`, 400, 'invalid-request'],
    ['/inbox?cursor=%00', 400, 'invalid-request'],
    [`/inbox?${'x=1&'.repeat(2000)}`, 400, 'invalid-request'],
    ['/references/%ED%A0%80', 400, 'invalid-request'],
    ['/log/records?start=-1', 400, 'invalid-request'],
    ['/log/records?start=999999999999999999999999', 400, 'invalid-request'],
  ])('%s', async (path, status, problem) => {
    const authorization = `Bearer ${sender.client.token}`
    const response = await fetch(`${service.origin}/api/v1${path}`, { headers: { authorization } })
    await demandProblem(response, status, problem)
  })

  it.each([
    '/log/tile/0/x',
    '/log/tile/0/000.p/256',
    '/log/tile/0/../../x',
    '/log/tile/99/000',
    '/log/tile/',
    '/trust/tile/0/x',
    '/trust/tile/0/001',
    '/trust/tile/entries/../../api',
  ])('of the log: %s', async (path) => {
    await demandProblem(await fetch(`${service.origin}${path}`), 404, 'not-found')
  })

  it.each<[name: string, value: string]>([
    ['if-none-match', '"'.repeat(4000)],
    ['if-modified-since', 'the day before yesterday'],
    ['range', 'bytes=9-1,-,18446744073709551616-'],
    ['accept', '*/*;q=NaN, ;;;,,,'],
    ['accept-encoding', 'gzip;q=nothing'],
    ['accept-version', '9.9.9'],
    ['authorization', 'Bearer'],
    ['authorization', `Bearer ${'a.'.repeat(4000)}`],
    ['authorization', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
    ['cookie', 'a=%'],
    ['content-type', 'multipart/form-data; boundary='],
    ['x-http-method-override', 'DELETE'],
    ['x-forwarded-for', `${'1.2.3.4, '.repeat(800)}`],
  ])('though not for a strange header field %s: %s', async (name, value) => {
    expect((await fetch(`${service.origin}/log/checkpoint`, { headers: { [name]: value } })).status).toBe(200)
    const closed = await fetch(`${service.origin}/api/v1/inbox`, { headers: { [name]: value } })
    await demandProblem(closed, 401, 'not-signed-in')
  })

  it('with a method that it does not have', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      await demandProblem(await fetch(`${service.origin}/api/v1/inbox`, { method }), 404, 'not-found')
    }
  })
})

describe('a submission is refused with a problem document', () => {
  type Part = [name: string, value: string | Uint8Array<ArrayBuffer>]
  const parts = (...given: Part[]) => {
    const form = new FormData()
    for (const [name, value] of given) {
      if (typeof value === 'string') form.append(name, value)
      else form.append(name, new Blob([value], { type: 'application/octet-stream' }), name)
    }
    return post('/referrals', form)
  }
  const manifest = (): Part => ['manifest', referral.manifest]
  const signature = (): Part => ['signature', referral.signature]
  const content = (): Part => ['content', new Uint8Array(referral.content)]

  it.each<[what: string, given: () => Part[]]>([
    ['without any part', () => []],
    ['without its content', () => [manifest(), signature()]],
    ['without its signature', () => [manifest(), content()]],
    ['with its content first', () => [content(), manifest(), signature()]],
    ['with its signature first', () => [signature(), manifest(), content()]],
    ['with its content as a field', () => [manifest(), signature(), ['content', 'words']]],
    [
      'with its manifest as a file',
      () => [['manifest', Buffer.from(referral.manifest)], signature(), content()],
    ],
    ['with a part of another name', () => [manifest(), signature(), ['contents', new Uint8Array(8)]]],
    [
      'whose manifest is longer than one can be',
      () => [['manifest', 'x'.repeat(70_000)], signature(), content()],
    ],
    [
      'whose manifest is past the limit of a field',
      () => [['manifest', 'x'.repeat(MIB)], signature(), content()],
    ],
    [
      'whose signature is longer than one can be',
      () => [manifest(), ['signature', 'x'.repeat(20_000)], content()],
    ],
    ['whose manifest is no JSON', () => [['manifest', 'to the police'], signature(), content()]],
    [
      'whose manifest is written otherwise than it was signed',
      () => [['manifest', ` ${referral.manifest}`], signature(), content()],
    ],
    [
      'whose manifest has a field too many',
      () => [['manifest', referral.manifest.replace('{', '{"bcc":"all",')], signature(), content()],
    ],
    [
      'whose manifest says a thing twice',
      () => [
        ['manifest', referral.manifest.replace('"kind"', '"kind":"reply","kind"')],
        signature(),
        content(),
      ],
    ],
  ])('%s', async (_what, given) => {
    await demandProblem(await parts(...given()), 400, 'invalid-request')
  })

  it('that is no form, or a broken one', async () => {
    await demandProblem(await post('/referrals', '{}', 'application/json'), 400, 'invalid-request')
    const type = 'multipart/form-data; boundary=here'
    for (const body of ['', '--here', '--here\r\nnothing', '--here\r\n\r\nx\r\n--here--\r\n', 'not here']) {
      await demandProblem(await post('/referrals', body, type), 400, 'invalid-request')
    }
    await demandProblem(await post('/referrals', 'x', 'multipart/form-data'), 400, 'invalid-request')
  })

  it.each<[what: string, type: string, body: () => string]>([
    [
      'of a hundred thousand parts',
      'boundary=here',
      () => `${'--here\r\n\r\nx\r\n'.repeat(100_000)}--here--\r\n`,
    ],
    [
      'of a hundred thousand parts with names',
      'boundary=here',
      () => '--here\r\ncontent-disposition: form-data; name="manifest"\r\n\r\n{}\r\n'.repeat(100_000),
    ],
    [
      'whose part has a header of a mebibyte',
      'boundary=here',
      () => `--here\r\nx: ${'y'.repeat(MIB)}\r\n\r\nx`,
    ],
    [
      'whose part has a hundred thousand header fields',
      'boundary=here',
      () => `--here\r\n${'x: y\r\n'.repeat(100_000)}\r\nx\r\n--here--\r\n`,
    ],
    [
      'whose boundary is longer than one can be',
      `boundary=${'b'.repeat(8000)}`,
      () => `--${'b'.repeat(8000)}`,
    ],
    [
      'whose parts hold parts, two hundred deep',
      'boundary=b0',
      () =>
        Array.from(
          { length: 200 },
          (_, n) => `--b${n}\r\ncontent-type: multipart/mixed; boundary=b${n + 1}\r\n\r\n`,
        ).join(''),
    ],
    [
      'whose part has a name with a NUL',
      'boundary=here',
      () => '--here\r\ncontent-disposition: form-data; name="mani\0fest"\r\n\r\n{}\r\n--here--\r\n',
    ],
  ])('%s', async (_what, type, body) => {
    await demandProblem(
      await post('/referrals', body(), `multipart/form-data; ${type}`),
      400,
      'invalid-request',
    )
  })

  it('whose manifest is nested by the thousand, or has text that no database keeps', async () => {
    const nested = `{"despatch":"manifest/1","id":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
    await demandProblem(await parts(['manifest', nested], signature(), content()), 400, 'invalid-request')
    const texts = Object.entries(referral.fields).filter(([, value]) => typeof value === 'string')
    expect(texts.length).toBeGreaterThan(5)
    for (const [name] of texts) {
      for (const text of ['a\0b', '\ud800', 'x'.repeat(5000)]) {
        const manifest = JSON.stringify({ ...referral.fields, [name]: text })
        const signed = name === 'despatch' ? referral.signature : await signAnything(manifest)
        const answer = await parts(['manifest', manifest], ['signature', signed], content())
        await demandProblem(answer, 400, 'invalid-request')
      }
    }
  })

  it('whose signature is hostile', async () => {
    const binary = (await unarmor(referral.signature)).data as Uint8Array
    const bomb = deflateRawSync(Buffer.alloc(64 * MIB), { level: 9 }).subarray(0, 6000)
    const packet = (tag: number, body: Uint8Array | number[]) => framed(tag, Uint8Array.from(body))
    const hostile: Record<string, Uint8Array> = {
      'cut short': binary.subarray(0, binary.length - 20),
      'of no octets': new Uint8Array(0),
      'twice the same': Buffer.concat([binary, binary]),
      'a hundred, of one octet each': Buffer.concat(Array.from({ length: 100 }, () => packet(2, [4]))),
      'a bomb of compressed data': packet(8, Buffer.concat([Buffer.from([1]), bomb])),
      'a number of 65,535 bits that are not there': packet(2, [4, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1]),
      'hashed data longer than the packet': packet(2, [4, 0, 1, 8, 0xff, 0xff, 1]),
      'a packet of 4 GiB': Uint8Array.from([0xc2, 0xff, 0xff, 0xff, 0xff, 0xff, 4, 0]),
      'a packet of no told length': Uint8Array.from([0x8b, 4, 0, 1]),
      'partial lengths without end': Uint8Array.from(
        Array.from({ length: 6000 }, (_, n) => [0xc2, 0xe0, 4][n && 1] ?? 4),
      ),
      'a message': packet(11, Buffer.from('b\0\0\0\0\0words')),
      noise: randomBytes(6000),
    }
    let told = 0
    for (const [what, octets] of Object.entries(hostile)) {
      const armored = armor(enums.armor.signature, octets)
      const answer = await parts(manifest(), ['signature', armored], content())
      expect({ what, type: (await answer.json()).type }).toEqual({ what, type: named('signature-invalid') })
      const login = `nobody${told++}`
      const { nonce, origin } = await sender.client.challenge({ login })
      const time = new Date().toISOString()
      const statement = JSON.stringify({ despatch: 'challenge/1', origin, nonce, time })
      const claimed = JSON.stringify({ login, statement, signature: armored })
      expect((await post('/session', claimed, 'application/json')).status).toBe(401)
    }
    const noted = referral.signature.replace('-----\n', '-----\nComment: a\0b\n')
    await demandProblem(await parts(manifest(), ['signature', noted], content()), 422, 'signature-invalid')
  })

  it.each<[what: string, make: (sealed: Uint8Array) => Uint8Array]>([
    ['cut short', (sealed) => sealed.slice(0, -9)],
    ['of nothing but recipients', (sealed) => sealed.slice(0, sealed.indexOf(0xd2))],
    ['with a second message behind it', (sealed) => new Uint8Array(Buffer.concat([sealed, sealed]))],
    ['a bomb of compressed data', () => framed(8, deflateRawSync(Buffer.alloc(32 * MIB)))],
    ['a packet of 4 GiB', () => Uint8Array.from([0xd2, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3])],
    ['a session key of 4 GiB', () => Uint8Array.from([0xc1, 0xff, 0xff, 0xff, 0xff, 0xff, 3])],
    [
      'session keys without end',
      (sealed) => new Uint8Array(Buffer.concat(Array(2000).fill(sealed.slice(0, 96)))),
    ],
    ['parts of an octet each', (sealed) => withParts(sealed, 200_000)],
    ['armored', (sealed) => Buffer.from(armor(enums.armor.message, sealed))],
    ['noise', () => randomBytes(100_000)],
  ])('whose content is %s', async (_what, make) => {
    const submission = await altered(sender, referral, { content: new Uint8Array(make(referral.content)) })
    const answer = await refusal(sender.client.submit(submission))
    expect(answer).toMatchObject({ status: 422, type: named('sealed-object-refused') })
  })

  it('that breaks off within its content', async () => {
    const body = Buffer.concat([Buffer.from(beginning(referral), 'latin1'), referral.content.slice(1, -9)])
    const type = 'multipart/form-data; boundary=here'
    await demandProblem(await post('/referrals', new Uint8Array(body), type), 400, 'invalid-request')
  })

  it('whose content is larger than 25 MiB, whether it says so or not', async () => {
    const sealed = growing(referral.content, 26 * MIB)
    const submission = await altered(sender, referral, { content: sealed })
    expect(await refusal(sender.client.submit(submission))).toMatchObject({
      status: 413,
      type: named('content-too-large'),
    })
    const denied = await altered(sender, referral, { fields: {} })
    expect(await refusal(sender.client.submit({ ...denied, content: sealed }))).toMatchObject({
      status: 413,
      type: named('content-too-large'),
    })
  })

  it('before its content is awaited when its manifest is already wrong', async () => {
    const begun = await unfinished({ ...referral, manifest: '{}' }, named('invalid-request'))
    expect(begun).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('and what is left of it does not stand before the next request on the connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const form = new FormData()
    form.set('manifest', '{}')
    form.set('signature', 'x')
    form.set('content', new Blob([randomBytes(8 * MIB)]), 'content')
    const wire = new Response(form)
    const headers = {
      authorization: `Bearer ${sender.client.token}`,
      'content-type': wire.headers.get('content-type') ?? '',
    }
    const body = new Uint8Array(await wire.arrayBuffer())
    for (let n = 0; n < 3; n += 1) {
      expect(await over(agent, 'POST', '/api/v1/referrals', headers, body)).toBe(400)
      expect(await over(agent, 'GET', '/healthz')).toBe(200)
    }
    agent.destroy()
  })

  it('and none of it is stored; the same process then takes an honest one', async () => {
    const { db } = service.database
    expect(await db.selectFrom('referral').select('id').execute()).toEqual([])
    expect(await db.selectFrom('content_chunk').select('sha256').execute()).toEqual([])
    expect((await sender.client.submit(referral)).referral).toBe(referral.fields.id)
    expect(await (await fetch(`${service.origin}/readyz`)).json()).toMatchObject({ ready: true })
    const faults = service.logged.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)
    expect(faults).toEqual([])
  })
})

/** The status of an answer that is read to its end, over the agent's one connection. */
function over(
  agent: Agent,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Uint8Array,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${service.origin}${path}`,
      { agent, method, headers, timeout: 10_000 },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', reject)
    asked.end(body)
  })
}

/** One packet in the new format, its length in five octets (RFC 9580 §4.2.1.3). */
function framed(tag: number, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return new Uint8Array(Buffer.concat([Buffer.from([0xc0 | tag, 0xff]), length, body]))
}

/** The session keys of a sealed object, then data in a first part of 512 octets and very many of one. */
function withParts(sealed: Uint8Array, count: number): Uint8Array {
  const keys = sealed.slice(0, sealed.indexOf(0xd2))
  const first = Buffer.concat([Buffer.from([0xd2, 0xe9, 1]), Buffer.alloc(511)])
  return Buffer.concat([keys, first, Buffer.alloc(2 * count, Buffer.from([0xe0, 0]))])
}

/** A signature by the sender over text that no honest program would sign. */
async function signAnything(text: string): Promise<string> {
  const message = await createMessage({ binary: new TextEncoder().encode(text) })
  return sign({ message, signingKeys: sender.key, detached: true })
}

/** The session keys of a sealed object, then encrypted data of that many octets in partial lengths (RFC 9580 §4.2.1.4). */
function growing(sealed: Uint8Array, size: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let at = 0
  while (sealed[at] === 0xc1) {
    const end = at + 2 + (sealed[at + 1] ?? 0)
    pieces.push(sealed.subarray(at, end))
    at = end
  }
  pieces.push(new Uint8Array([0xd2]))
  for (let total = 0; total < size; total += MIB) {
    const piece = randomBytes(MIB)
    if (total === 0) piece[0] = 1
    pieces.push(new Uint8Array([0xe0 | 20]), piece)
  }
  pieces.push(new Uint8Array([0]))
  return new Uint8Array(Buffer.concat(pieces))
}

/** A submission as far as the first octet of its content. */
function beginning({ manifest, signature }: { manifest: string; signature: string }): string {
  const part = (name: string, more: string, value: string) =>
    `--here\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}`
  const file = '; filename="content"\r\ncontent-type: application/octet-stream'
  return `${part('manifest', '', manifest)}\r\n${part('signature', '', signature)}\r\n${part('content', file, '\xc1')}`
}

/** What the service answers, as far as that text, to a submission of which the content never comes. */
async function unfinished(
  submission: { manifest: string; signature: string },
  text: string,
): Promise<string> {
  const { socket, send, until } = await rawConnection(service.origin)
  const head = [
    'POST /api/v1/referrals HTTP/1.1',
    `host: ${new URL(service.origin).host}`,
    `authorization: Bearer ${sender.client.token}`,
    'content-type: multipart/form-data; boundary=here',
    `content-length: ${20 * MIB}`,
  ]
  send(Buffer.from(`${head.join('\r\n')}\r\n\r\n${beginning(submission)}`, 'latin1'))
  return until(text).finally(() => socket.destroy())
}
