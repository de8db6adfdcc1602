import { describe, expect, it } from 'vitest'
import { newAccountSecret, secretOf, wordsOf } from '../../src/crypto/account-secret.ts'
import { kitOf, secretFrom } from '../../src/sdk/kit.ts'

// BIP 39's own test vectors (https://github.com/trezor/python-mnemonic, vectors.json).
const VECTORS = [
  ['00000000000000000000000000000000', `${'abandon '.repeat(11)}about`],
  [
    '7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f',
    'legal winner thank year wave sausage worth useful legal winner thank yellow',
  ],
  ['ffffffffffffffffffffffffffffffff', `${'zoo '.repeat(11)}wrong`],
] as const

describe('an account secret', () => {
  it.each(VECTORS)('%s is written in the words of the standard, and read from them', (hex, words) => {
    const secret = Uint8Array.from(Buffer.from(hex, 'hex'))
    expect(wordsOf(secret).join(' ')).toBe(words)
    expect(secretOf(words)).toEqual(secret)
  })

  it('is read however it is spaced and written, and from the first four letters of each word', () => {
    const secret = newAccountSecret()
    const words = wordsOf(secret)
    expect(secretOf(`  ${words.join('\n ').toUpperCase()} `)).toEqual(secret)
    expect(secretOf(words.map((word) => word.slice(0, 4)).join(' '))).toEqual(secret)
  })

  it.each([
    ['', 'not-twelve', '12 words, and these are 0'],
    ['abandon '.repeat(13), 'not-twelve', 'these are 13'],
    [`${'abandon '.repeat(5)}despatch ${'abandon '.repeat(6)}`, 'unknown-word', 'Word 6 of the 12'],
    ['abandon '.repeat(12), 'checksum', 'the checksum is wrong'],
  ])('%s is none: %s', (typed, reason, sentence) => {
    expect(() => secretOf(typed)).toThrow(
      expect.objectContaining({ reason, message: expect.stringContaining(sentence) }),
    )
  })

  it('never repeats in a sentence what was typed', () => {
    expect(() => secretOf(`${'abandon '.repeat(11)}hunter2`)).toThrow(/^(?!.*hunter2)/)
  })

  it('is on the printed kit for people and as a QR code, and is read from the file of it', () => {
    const secret = newAccountSecret()
    const kit = kitOf(secret, { login: 'pat', origin: 'https://despatch.example.test', made: new Date(0) })
    expect(kit.text).toContain('For pat at https://despatch.example.test, made on 1970-01-01.')
    expect(kit.text.split('\n').filter((line) => /[█▀▄]{5}/.test(line)).length).toBeGreaterThan(10)
    expect(kit.svg).toMatch(/^<svg/)
    expect(secretFrom(kit.text)).toEqual(secret)
    expect(secretFrom(kit.words.join(' '))).toEqual(secret)
  })
})
