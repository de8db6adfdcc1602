import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createBodyHash } from '../../../src/mail/gateway/dkim-body.ts'

const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('base64')

function digestOf(text: string, pieceSize: number): string {
  const bytes = Buffer.from(text, 'latin1')
  const hash = createBodyHash()
  for (let at = 0; at < bytes.length; at += pieceSize) hash.update(bytes.subarray(at, at + pieceSize))
  return hash.digest()
}

describe('the digest of a body', () => {
  it.each([
    // RFC 6376 §3.4.5
    [' C \r\nD \t E\r\n\r\n\r\n', ' C\r\nD E\r\n'],
    ['', ''],
    ['\r\n\r\n', ''],
    [' \t\r\n \r\n', ''],
    ['one', 'one\r\n'],
    ['one \t', 'one\r\n'],
    ['\r\n\r\none\r\n\r\ntwo\r\n \r\n', '\r\n\r\none\r\n\r\ntwo\r\n'],
    ['one\r\ntwo  three\r\nfour', 'one\r\ntwo three\r\nfour\r\n'],
    ['caf\xe9\xa0 \r\n', 'caf\xe9\xa0\r\n'],
  ])('of %j is that of %j, in whatever pieces it comes', (body, canonical) => {
    for (const size of [1, 2, 3, 5, 100]) expect(digestOf(body, size)).toBe(sha256(canonical))
  })

  it('is not made of a line that does not end', () => {
    expect(() => digestOf('x'.repeat(1_100_000), 65_536)).toThrow('too long')
  })
})
