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
  it('are read from their file, each for its domain', async () => {
    const of = await read('{"partner.example": {"user": "despatch", "password": "pässword"}}')
    expect(of('partner.example')).toEqual({ user: 'despatch', password: 'pässword' })
    expect(of('other.example')).toBeNull()
    expect((await readRelayCredentials(null))('partner.example')).toBeNull()
  })

  it.each([
    ['no JSON', '{"partner.example": {"user": "u", "password": "s3cret"'],
    ['a list', '["s3cret"]'],
    ['no password', '{"partner.example": {"user": "s3cret"}}'],
    ['an empty password', '{"partner.example": {"user": "s3cret", "password": ""}}'],
    ['a password of two lines', '{"partner.example": {"user": "u", "password": "s3cret\\nmore"}}'],
    ['more than is known', '{"partner.example": {"user": "u", "password": "s3cret", "port": 25}}'],
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
