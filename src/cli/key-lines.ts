import encodeQR from 'qr'
import { comparisonOf } from '../sdk/partner-keys.ts'

const WORDS_A_LINE = 5

/** A fingerprint in groups of four, as it is printed on cards. */
export const groupedFingerprint = (fingerprint: string): string =>
  fingerprint.toUpperCase().match(/.{4}/g)?.join(' ') ?? fingerprint

/** A fingerprint in all the ways in which two people can compare it: its digits, words to read out, a code to scan. */
export function comparisonLines(fingerprint: string): string[] {
  const { words, uri } = comparisonOf(fingerprint)
  const lines = Array.from({ length: Math.ceil(words.length / WORDS_A_LINE) }, (_, at) =>
    words
      .slice(at * WORDS_A_LINE, (at + 1) * WORDS_A_LINE)
      .map((word, of) => `${String(at * WORDS_A_LINE + of + 1).padStart(2)} ${word.padEnd(9)}`)
      .join('')
      .trimEnd(),
  )
  const code = encodeQR(uri, 'ascii', { border: 2, ecc: 'low' })
  return [
    'Fingerprint:',
    `  ${groupedFingerprint(fingerprint)}`,
    'In words, to be read out by whoever holds the key:',
    ...lines.map((line) => `  ${line}`),
    'To be scanned:',
    ...code.trimEnd().split('\n'),
  ]
}
