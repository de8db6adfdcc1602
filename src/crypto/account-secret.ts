import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'

/** 128 random bits that a person has on paper and the service nowhere. */
export type AccountSecret = Uint8Array<ArrayBuffer>

export const SECRET_BYTES = 16
export const SECRET_WORDS = 12

/** What was typed is no account secret; the message says what is wrong and never what was typed. */
export class WordsError extends Error {
  override readonly name = 'WordsError'
  readonly reason: 'not-twelve' | 'unknown-word' | 'checksum'
  constructor(reason: WordsError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

export function newAccountSecret(): AccountSecret {
  return crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
}

/** The secret as twelve words with a checksum of four bits (BIP 39, English list). */
export function wordsOf(secret: AccountSecret): string[] {
  return entropyToMnemonic(secret, wordlist).split(' ')
}

/**
 * The secret that twelve words stand for, however they are spaced and written. The first four letters tell a word of the
 * list from every other, and are enough.
 *
 * @throws WordsError saying which is wrong: how many there are, a word that is not in the list, or the checksum
 */
export function secretOf(typed: string): AccountSecret {
  const words = typed.slice(0, 1000).toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length !== SECRET_WORDS) {
    throw new WordsError('not-twelve', `The kit has ${SECRET_WORDS} words, and these are ${words.length}.`)
  }
  const known = words.map((word, at) => {
    const found = wordlist.find((one) => one === word || (word.length === 4 && one.startsWith(word)))
    if (found !== undefined) return found
    throw new WordsError(
      'unknown-word',
      `Word ${at + 1} of the 12 is none that a kit can have. Look at how it is spelt on the kit.`,
    )
  })
  try {
    return Uint8Array.from(mnemonicToEntropy(known.join(' '), wordlist))
  } catch {
    throw new WordsError(
      'checksum',
      'Each of the 12 words could stand on a kit, but together they do not: the checksum is wrong. One of them is another on your kit, or their order is.',
    )
  }
}
