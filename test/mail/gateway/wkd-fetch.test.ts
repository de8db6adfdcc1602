import type { ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../../src/mail/gateway/public-address.ts'
import { keysOverHttps } from '../../../src/mail/gateway/wkd-fetch.ts'
import { type Authority, makeAuthority } from './authority.ts'

const HOST = 'openpgpkey.partner.test'
const PATH = '/.well-known/openpgpkey/partner.test/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=joe.doe'

let authority: Authority
let pair: { key: string; cert: string }
let web: Server
let answer: (response: ServerResponse) => void
let asked: string[]

beforeAll(async () => {
  authority = await makeAuthority('A public authority')
  pair = await authority.issue(HOST)
})
beforeEach(async () => {
  asked = []
  answer = (response) => response.end('a key')
  web = createServer(pair, (request, response) => {
    asked.push(`${request.headers.host}${request.url}`)
    answer(response)
  })
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', () => done()))
})
afterEach(() => {
  web.closeAllConnections()
  web.close()
})

const noSuchName = () => Object.assign(new Error('none'), { code: 'ENOTFOUND' })
const resolve = async (name: string, type: string) => {
  if (type === 'A' && name.endsWith('partner.test')) return ['127.0.0.1']
  throw noSuchName()
}
const portOf = ({ port }: AddressInfo): number => port
function fetchKey(host = HOST, more: Partial<Parameters<typeof keysOverHttps>[0]> = {}) {
  const address = web.address()
  const port = address !== null && typeof address === 'object' ? portOf(address) : 0
  return keysOverHttps({ resolve, authorities: [authority.cert], port, allowed: () => true, ...more })(
    host,
    PATH,
  )
}

describe('a key of a Web Key Directory', () => {
  it('is fetched from a host that proves its name', async () => {
    expect(new TextDecoder().decode(Buffer.from(await fetchKey()))).toBe('a key')
    expect(asked).toEqual([`${HOST}${PATH}`])
  })

  it('is not there where the host has none, or there is no host', async () => {
    answer = (response) => response.writeHead(404).end()
    expect(await fetchKey()).toBe('nothing')
    expect(await fetchKey('openpgpkey.nowhere.test')).toBe('no-host')
  })

  it.each([
    ['leads elsewhere', 302, 'HTTP_302'],
    ['fails', 500, 'HTTP_500'],
  ])('is not taken from a host that %s', async (_what, status, code) => {
    answer = (response) => response.writeHead(status, { location: 'https://elsewhere.test/' }).end()
    await expect(fetchKey()).rejects.toMatchObject({ code })
    expect(asked).toHaveLength(1)
  })

  it('is not taken when it is larger than any key', async () => {
    answer = (response) => response.end(Buffer.alloc(600 * 1024))
    await expect(fetchKey()).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })

  it('is not taken from a host of another name, or of an authority that nobody knows', async () => {
    await expect(fetchKey('other.partner.test')).rejects.toMatchObject({ code: 'CERTIFICATE_NAME' })
    await expect(fetchKey(HOST, { authorities: null })).rejects.toThrow()
    expect(asked).toEqual([])
  })

  it('is never asked of a machine beside our own', async () => {
    await expect(fetchKey(HOST, { allowed: isPublicAddress })).rejects.toMatchObject({ code: 'NOT_PUBLIC' })
    expect(asked).toEqual([])
  })
})

it.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.31.255.255', false],
  ['192.168.0.1', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['64:ff9b::7f00:1', false],
  ['2001:db8::1', false],
  ['no address', false],
])('%s is a public address: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})
