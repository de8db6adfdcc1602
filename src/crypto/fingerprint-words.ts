import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { toHex } from './digest.ts'

/** Words that somebody typed are no fingerprint; the message is for them. */
export class FingerprintWordsError extends Error {
  override name = 'FingerprintWordsError'
}

/**
 * A fingerprint as words that two people read to each other over the telephone.
 *
 * The encoding is BIP-39's, of the fingerprint's bytes as they are, none left out: they are cut into pieces of 11 bits, the
 * last filled up with the first bits of their SHA-256, and each piece is the place of a word in the English list. A
 * version 4 fingerprint (160 bits, 5 bits of check) is 15 words, one of version 6 (256 bits, 8 of check) 24. The first
 * four letters of a word are those of no other.
 *
 * @param fingerprint 40 or 64 hex digits
 */
export function fingerprintWords(fingerprint: string): string[] {
  const bytes = Uint8Array.from(fingerprint.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16))
  return entropyToMnemonic(bytes, wordlist).split(' ')
}

/**
 * The fingerprint that words stand for, however they were typed: four letters of each are enough, numbers and commas
 * between them are passed over.
 *
 * @returns 40 or 64 lower-case hex digits
 * @throws FingerprintWordsError naming the first that is not in the list, or when a word was misheard or left out
 */
export function fingerprintOfWords(text: string): string {
  const typed =
    text
      .slice(0, 1000)
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  if (typed.length !== 15 && typed.length !== 24)
    throw new FingerprintWordsError(
      `There are ${typed.length} words; a fingerprint has 15, or 24 of a key of version 6.`,
    )
  const words = typed.map((word, at) => {
    const known = wordlist.find((one) => one === word || (word.length >= 4 && one.startsWith(word)))
    if (known !== undefined) return known
    throw new FingerprintWordsError(`Word ${at + 1}, ${word}, is not one of the list. Have it read again.`)
  })
  try {
    return toHex(mnemonicToEntropy(words.join(' '), wordlist))
  } catch {
    throw new FingerprintWordsError(
      'These words do not fit together: one was misheard. Have them read again.',
    )
  }
}
