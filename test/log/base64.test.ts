import { expect, test } from 'vitest'
import { fromBase64, toBase64 } from '../../src/log/base64.ts'

test('bytes of every length come back from their text', () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 89 + length * 31) & 0xff)
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
  }
})

test.each([
  ['padding that is missing', 'AAA'],
  ['padding in the middle', 'AA==AAAA'],
  ['padding alone', '===='],
  ['one digit and padding', 'A==='],
  ['bits beyond the end, of one byte', 'AB=='],
  ['bits beyond the end, of two', 'AAB='],
  ['white space', 'AAA\n'],
  ['a line feed after it', 'AAAA\n'],
  ['the alphabet of URLs', 'AA-_'],
  ['a letter beyond ASCII', 'AAAé'],
  ['a letter beyond Latin-1', 'AAAŁ'],
])('%s is no base64', (_what, text) => {
  expect(fromBase64(text)).toBeNull()
})
