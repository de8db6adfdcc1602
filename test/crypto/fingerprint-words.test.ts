import { describe, expect, test } from 'vitest'
import { fingerprintOfWords, fingerprintWords } from '../../src/crypto/fingerprint-words.ts'

const FINGERPRINT = '69671b5c277c29aebbe0386f4ebf08448d775eb6'

describe('a fingerprint in words', () => {
  test('is fifteen words for a key of version 4, twenty-four for one of version 6', () => {
    expect(fingerprintWords(FINGERPRINT)).toHaveLength(15)
    expect(fingerprintWords('ab'.repeat(32))).toHaveLength(24)
    // The places of BIP-39: nothing but zeroes is the first word, and the last carries the check.
    expect(fingerprintWords('00'.repeat(20))).toEqual([...Array(14).fill('abandon'), 'address'])
  })

  test('is the same fingerprint again, however it was typed', () => {
    const words = fingerprintWords(FINGERPRINT)
    const numbered = words.map((word, at) => `${at + 1}. ${word.slice(0, 4).toUpperCase()}`).join(',\n')
    for (const typed of [words.join(' '), `  ${words.join('   ')} `, numbered])
      expect(fingerprintOfWords(typed)).toBe(FINGERPRINT)
    expect(fingerprintOfWords(fingerprintWords('ab'.repeat(32)).join(' '))).toBe('ab'.repeat(32))
  })

  test('says what is wrong with words that are misheard, left out, or none of the list', () => {
    const words = fingerprintWords(FINGERPRINT)
    const misheard = words.with(3, words[3] === 'able' ? 'acid' : 'able').join(' ')
    expect(() => fingerprintOfWords(misheard)).toThrow('misheard')
    expect(() => fingerprintOfWords(words.slice(1).join(' '))).toThrow('There are 14 words')
    expect(() => fingerprintOfWords(words.with(2, 'despatch').join(' '))).toThrow('Word 3, despatch, is not')
    expect(() => fingerprintOfWords('')).toThrow('There are 0 words')
    expect(() => fingerprintOfWords('a'.repeat(100_000))).toThrow('There are 1 words')
  })
})
