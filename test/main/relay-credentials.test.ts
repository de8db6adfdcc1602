import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRelayCredentials } from '../../src/main/relay-credentials.ts'
import { StartRefusal } from '../../src/store/start-refusal.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'despatch-credentials-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function read(text: string) {
  const path = join(folder, 'credentials.json')
  await writeFile(path, text)
  return readRelayCredentials(path)
}

describe("names and passwords at partners' servers", () => {
  it('are read from their file, each for its domain and the host that it names', async () => {
    const of = await read(
      '{"partner.example": {"host": "mx.partner.example", "user": "despatch", "password": "pässword"}}',
    )
    expect(of('partner.example', 'MX.partner.example')).toEqual({ user: 'despatch', password: 'pässword' })
    expect(of('other.example', 'mx.partner.example')).toBeNull()
    expect((await readRelayCredentials(null))('partner.example', 'mx.partner.example')).toBeNull()
  })

  it('are shown to no other host, wherever the route is laid to', async () => {
    const of = await read(
      '{"partner.example": {"host": ["mx1.partner.example", "192.0.2.7"], "user": "u", "password": "p"}}',
    )
    for (const host of ['mx1.partner.example', '192.0.2.7'])
      expect(of('partner.example', host)).not.toBeNull()
    for (const host of ['mx.elsewhere.example', 'partner.example', '', 'x.mx1.partner.example'])
      expect(of('partner.example', host)).toBeNull()
  })

  it.each([
    ['no JSON', '{"partner.example": {"user": "u", "password": "s3cret"'],
    ['a list', '["s3cret"]'],
    ['no host', '{"partner.example": {"user": "u", "password": "s3cret"}}'],
    ['a list of no hosts', '{"partner.example": {"host": [], "user": "u", "password": "s3cret"}}'],
    ['a host that is none', '{"partner.example": {"host": "*", "user": "u", "password": "s3cret"}}'],
    [
      'hosts of which one is none',
      '{"partner.example": {"host": ["h", 1], "user": "u", "password": "s3cret"}}',
    ],
    ['no password', '{"partner.example": {"host": "h", "user": "s3cret"}}'],
    ['an empty password', '{"partner.example": {"host": "h", "user": "s3cret", "password": ""}}'],
    [
      'a password of two lines',
      '{"partner.example": {"host": "h", "user": "u", "password": "s3cret\\nmore"}}',
    ],
    [
      'more than is known',
      '{"partner.example": {"host": "h", "user": "u", "password": "s3cret", "port": 25}}',
    ],
    ['a name that is no domain', '{"Partner Example": {"user": "u", "password": "s3cret"}}'],
  ])('with %s stop the start, by a sentence that repeats nothing of them', async (_, text) => {
    const refusal: unknown = await read(text).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StartRefusal)
    expect(String(refusal)).toContain('RELAY_CREDENTIALS_FILE')
    expect(String(refusal)).not.toContain('s3cret')
  })

  it('that cannot be read stop the start', async () => {
    await expect(readRelayCredentials(join(folder, 'none'))).rejects.toThrow('cannot be read')
  })
})
