import { execFileSync } from 'node:child_process'
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lockKey } from '../../src/crypto/keys.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine, type Ran } from './run.ts'

const MIB = 1024 * 1024
const PASSPHRASE = 'six words that nobody has used'
const SEND = ['--from', 'asb.team@liverpool.gcsx.gov.test', '--to', 'yot@liverpool.gcsx.gov.test']

let folder: string
let machine: Machine
let locked: string
let example: Record<string, unknown>
let service: TestService
/** a machine that is signed in to the service */
let signedIn: Machine

const file = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await newFolder()
  service = await startTestService()
  const passphraseFile = file('passphrase')
  await writeFile(passphraseFile, PASSPHRASE)
  const env = { DESPATCH_PASSPHRASE_FILE: passphraseFile }
  machine = await newMachine({ env })
  signedIn = await newMachine({ env })
  locked = await lockKey((await service.session('asb.caseworker')).key, PASSPHRASE, { fast: true })
  await writeFile(file('key.asc'), locked)
  const login = await signedIn.despatch(
    'login',
    service.origin,
    '--as',
    'asb.caseworker',
    '--key',
    file('key.asc'),
  )
  expect(login).toMatchObject({ code: 0 })
  example = JSON.parse((await machine.despatch('schema', 'asb-incident', '--example')).out)
  await writeFile(file('good.json'), JSON.stringify(example))
  await mkdir(file('folder'))
  execFileSync('mkfifo', [file('pipe')])
  await writeFile(file('large'), '')
  await truncate(file('large'), 100 * MIB)
})
afterAll(() => service?.stop())

let server: Server | undefined
afterEach(() => {
  server?.close()
  server?.closeAllConnections()
  server = undefined
})

/** A service that answers as it likes. */
async function serving(listener: RequestListener): Promise<string> {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const address = started.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

/** Said in words: an exit code, a sentence, nothing of the program's inside and nothing that drives the terminal. */
function demandSentence({ code, out, err }: Ran, expected: { code: number; says: RegExp }): void {
  expect({ code, err }).toMatchObject({ code: expected.code, err: expect.stringMatching(expected.says) })
  const said = `${out}${err}`
  expect(said).not.toMatch(/\n\s+at |node:|\.ts:\d|RangeError|TypeError|Please report it/)
  expect(said).not.toMatch(/(?![\t\n])\p{Cc}|\p{Cs}|\u202e/u)
}

const sending = (data: string, ...more: string[]) =>
  machine.despatch('send', ...SEND, '--kind', 'asb-incident', '--data', data, ...more)

describe('a form that cannot be read', () => {
  it.each<[what: string, path: () => string, says: RegExp]>([
    ['that is not there', () => file('nothing'), /cannot be read/],
    ['that is a folder', () => file('folder'), /is not a file/],
    ['that is a pipe', () => file('pipe'), /is not a file/],
    ['that is a device without end', () => '/dev/zero', /is not a file/],
    ['that is a device without anything', () => '/dev/null', /is not a file/],
    ['of 100 MiB', () => file('large'), /is larger than 1 MiB/],
    ['whose name is longer than one can be', () => file('n'.repeat(5000)), /cannot be read/],
    ['whose name drives a terminal', () => file('\u001b[2J\u0007\u202e.json'), /cannot be read/],
    ['whose name has a NUL', () => file('a\0b'), /cannot be read/],
  ])('%s is wrong usage', async (_what, path, says) => {
    demandSentence(await sending(path()), { code: 2, says })
  })

  it.each<[what: string, content: string | Uint8Array]>([
    ['that is empty', ''],
    ['that is not JSON', '{informer: Testina}'],
    ['that is cut short', '{"informer":{"name":"Testina'],
    ['in UTF-16', Buffer.from('\ufeff{"informer":1}', 'utf16le')],
    ['in another charset', Buffer.from('{"informer":"M\xfcller"}', 'latin1')],
    ['of NULs', Buffer.alloc(1000)],
    ['that is packed', gzipSync('{}')],
    ['of two documents', '{} {}'],
  ])('%s is wrong usage, and nothing of it is repeated', async (_what, content) => {
    await writeFile(file('bad.json'), content)
    const ran = await sending(file('bad.json'))
    demandSentence(ran, { code: 2, says: /bad\.json is not JSON/ })
    expect(ran.err).not.toContain('Testina')
  })
})

describe('a form that is JSON and no form', () => {
  it.each<[what: string, content: () => string]>([
    ['that is a list', () => '[]'],
    ['that is nothing', () => 'null'],
    ['that is a number', () => '1e999'],
    ['that is nested without end', () => '['.repeat(400_000) + ']'.repeat(400_000)],
    [
      'with a field that is nested without end',
      () => JSON.stringify(example).replace('{', `{"colour":${'['.repeat(100_000)}${']'.repeat(100_000)},`),
    ],
    [
      'in whose field something is nested without end',
      () =>
        JSON.stringify({ ...example, witnesses: 0 }).replace(
          '"witnesses":0',
          `"witnesses":${'[{"name":'.repeat(20_000)}1${'}]'.repeat(20_000)}`,
        ),
    ],
    ['that reaches for the prototype', () => JSON.stringify(example).replace('{', '{"__proto__":{"a":1},')],
    [
      'with ten thousand fields too many',
      () =>
        JSON.stringify({
          ...example,
          ...Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`x${n}`, n])),
        }),
    ],
    ['whose text has a NUL', () => JSON.stringify({ ...example, summary: 'a\0b' })],
    ['whose text is half a character', () => JSON.stringify({ ...example, summary: '\ud800' })],
    [
      'whose text is as long as the file may be',
      () => JSON.stringify({ ...example, summary: 'x'.repeat(900_000) }),
    ],
  ])('%s is refused, telling the fields', async (_what, content) => {
    await writeFile(file('bad.json'), content())
    const ran = await sending(file('bad.json'))
    demandSentence(ran, { code: 1, says: /The data is not a valid asb-incident: .* Nothing was sent/ })
    expect(ran.err.length).toBeLessThan(20_000)
    const json = await sending(file('bad.json'), '--json')
    expect(JSON.parse(json.out)).toMatchObject({ error: { kind: 'asb-incident' } })
  })
})

describe('an attachment that cannot be sent', () => {
  it.each<[what: string, path: () => string, says: RegExp]>([
    ['that is not there', () => file('nothing'), /cannot be read/],
    ['that is a folder', () => file('folder'), /is not a file/],
    ['that is a pipe', () => file('pipe'), /is not a file/],
    ['that is a device', () => '/dev/zero', /is not a file/],
    ['of 100 MiB', () => file('large'), /is larger than 64 MiB/],
  ])('%s is wrong usage', async (_what, path, says) => {
    demandSentence(await sending(file('good.json'), '--attach', path()), { code: 2, says })
  })

  it('of 26 MiB is refused before it is sealed, saying what the service takes', async () => {
    await truncate(file('large'), 26 * MIB)
    const ran = await signedIn.despatch(
      ...['send', ...SEND, '--kind', 'asb-incident', '--data', file('good.json'), '--attach', file('large')],
      ...['--basis', 'cda-1998-s115,dpa-1998-sch2-5', '--basis', 'dpa-1998-sch3-7,dpa-1998-s29'],
      ...['--consent', 'not-sought', '--consent-why', 'prejudice'],
    )
    demandSentence(ran, { code: 1, says: /larger than the service takes \(25 MiB/ })
  })
})

describe('an argument of any length and sort', () => {
  const LONG = 'a'.repeat(100_000)
  it.each<[args: string[], code: number]>([
    [['open', LONG], 1],
    [['open', '\u001b[2J'], 1],
    [['thread', '../../etc/passwd'], 1],
    [['status', LONG], 1],
    [['log', 'prove', LONG], 1],
    [['send', '--from', LONG, '--to', LONG, '--kind', 'asb-incident', '--data', '/dev/null'], 2],
    [['send', ...SEND, '--kind', LONG, '--data', '/dev/null'], 2],
    [['inbox', '--as', LONG], 1],
    [['inbox', '--server', LONG], 1],
    [['inbox', '--server', 'http://a\0b'], 1],
    [['inbox', '--passphrase-fd', '99999'], 2],
    [['login', 'https://name:word@despatch.example.test', '--as', 'a'], 1],
    [['login', 'ftp://despatch.example.test', '--as', 'a'], 1],
    [['login', 'despatch.example.test:99999', '--as', 'a'], 1],
    [['log', 'verify', LONG], 1],
    [[LONG], 2],
    [[`--${LONG}`], 2],
  ])('is answered in words (%#)', async (args, code) => {
    demandSentence(await machine.despatch(...args), { code, says: /\S/ })
  })
})

describe('a key that is none', () => {
  const login = (path: string) =>
    machine.despatch('login', service.origin, '--as', 'asb.caseworker', '--key', path)

  it.each<[what: string, path: () => string, says: RegExp]>([
    ['that is not there', () => file('nothing'), /cannot be found/],
    ['that is a folder', () => file('folder'), /not a file/],
    ['that is a device without end', () => '/dev/zero', /not a file/],
    ['of 26 MiB', () => file('large'), /too large/],
  ])('%s', async (_what, path, says) => {
    demandSentence(await login(path()), { code: 1, says })
  })

  it.each<[what: string, content: (key: string) => string]>([
    ['that is empty', () => ''],
    ['that is cut short', (key) => key.slice(0, key.length / 2)],
    ['that is damaged', (key) => key.replace(/\n\n.{20}/s, '\n\n')],
    ['that is another sort of block', (key) => key.replaceAll('PRIVATE KEY BLOCK', 'MESSAGE')],
    ['that is two', (key) => key + key],
    ['with a NUL', (key) => key.replace('-----\n', '-----\nComment: \0\n')],
    ['of a thousand lines before it', (key) => 'x\n'.repeat(1000) + key],
  ])('%s', async (_what, content) => {
    await writeFile(file('bad.asc'), content(locked))
    demandSentence(await login(file('bad.asc')), { code: 1, says: /private key/ })
  })

  it('but one that comes through a pipe is one', async () => {
    const writing = writeFile(
      file('pipe'),
      await (await import('node:fs/promises')).readFile(file('key.asc')),
    )
    demandSentence(await login(file('pipe')), { code: 0, says: /^$/ })
    await writing
  })
})

describe('a service that is hostile', () => {
  const inbox = (origin: string) =>
    machine.despatch('login', origin, '--as', 'asb.caseworker', '--key', file('key.asc'))

  it.each<[what: string, answer: RequestListener, says: RegExp]>([
    [
      'sends something else',
      (_request, response) => response.end('<html>'),
      /not one that this program understands/,
    ],
    [
      'sends text in another charset',
      (_q, response) => response.end(Buffer.from('"\xff\xfe"', 'latin1')),
      /not one that/,
    ],
    [
      'nests its answer without end',
      (_q, response) => response.end(`{"name":${'['.repeat(3_000_000)}`),
      /not one that this program understands/,
    ],
    [
      'nests its refusal without end',
      (_q, response) => response.writeHead(400).end(`{"reasons":${'['.repeat(60_000)}${']'.repeat(60_000)}}`),
      /answered 400/,
    ],
    [
      'sends a bomb of compressed data',
      (_q, response) =>
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(40 * MIB), { level: 1 })),
      /longer than this program accepts/,
    ],
    [
      'sends an endless answer',
      (_q, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(MIB)));
          response.once('drain', more)
        }
        more()
      },
      /longer than this program accepts/,
    ],
    [
      'sends an endless refusal',
      (_q, response) => {
        response.writeHead(500)
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(MIB)));
          response.once('drain', more)
        }
        more()
      },
      /longer than this program accepts/,
    ],
    [
      'sends a hundred thousand header fields',
      (_q, response) => void response.socket?.end(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}\r\n`),
      /no answer/,
    ],
    [
      'sends on to elsewhere',
      (_q, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /no answer/,
    ],
    [
      'writes what drives a terminal',
      (_q, response) => response.writeHead(403).end('{"detail":"\\u001b[2Jall\\u0007 is \\u202ewell"}'),
      /all. is .well/,
    ],
    ['hangs up', (_q, response) => void response.socket?.destroy(), /no answer/],
    [
      'asks to wait for a year',
      (_q, response) => response.writeHead(429, { 'retry-after': '31536000' }).end('{"detail":"Later."}'),
      /Later\./,
    ],
  ])('that %s ends the command with a sentence', async (_what, answer, says) => {
    demandSentence(await inbox(await serving(answer)), { code: 1, says })
  })

  it('is waited for as long as it asks, when that is not long, and the person is told', async () => {
    let asked = 0
    const origin = await serving((_request, response) => {
      asked += 1
      response.writeHead(asked === 1 ? 429 : 400, { 'retry-after': '1' }).end('{"detail":"Enough."}')
    })
    const ran = await inbox(origin)
    expect(ran.err).toBe('The service asks to wait a second; going on then.\nEnough.')
    expect(asked).toBe(2)
  })
})
