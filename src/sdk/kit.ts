import { encodeQR } from 'qr'
import {
  type AccountSecret,
  newAccountSecret,
  SECRET_WORDS,
  secretOf,
  WordsError,
  wordsOf,
} from '../crypto/account-secret.ts'

export { type AccountSecret, newAccountSecret, secretOf, WordsError }

/** What a person prints and keeps: made on their machine, and never sent. */
export type Kit = {
  words: string[]
  /** to print on any printer: who it is for, the words, and a QR code of them in block characters */
  text: string
  /** the same QR code for a page, as SVG */
  svg: string
}

const WORDS_IN_LINE = 4
/** Before each line of words, and before no other that looks like one. */
const INDENT = '    '
const LINE = new RegExp(`^${INDENT}[a-z]+(?: +[a-z]+){${WORDS_IN_LINE - 1}}$`)

/** The kit of an account secret. */
export function kitOf(
  secret: AccountSecret,
  { login, origin, made }: { login: string; origin: string; made: Date },
): Kit {
  const words = wordsOf(secret)
  const code = words.join(' ')
  const lines = Array.from({ length: SECRET_WORDS / WORDS_IN_LINE }, (_, at) =>
    words
      .slice(at * WORDS_IN_LINE, (at + 1) * WORDS_IN_LINE)
      .map((word) => word.padEnd(9))
      .join('')
      .trimEnd(),
  )
  const text = [
    'DESPATCH ACCOUNT KIT',
    '',
    `For ${login} at ${origin}, made on ${made.toISOString().slice(0, 10)}.`,
    '',
    'With your passphrase these words open your key on a new machine. Nobody else has them',
    'and nobody can give them to you again: print this page, keep it apart from your machine,',
    'and delete the file. Whoever has the words and your passphrase can act as you.',
    '',
    ...lines.map((line) => `${INDENT}${line}`),
    '',
    encodeQR(code, 'ascii', { border: 2 }),
  ].join('\n')
  return { words, text, svg: encodeQR(code, 'svg') }
}

/**
 * The secret of a kit as it was typed, scanned or printed to a file.
 *
 * @throws WordsError saying which is wrong: how many words there are, one that is not in the list, or the checksum
 */
export function secretFrom(text: string): AccountSecret {
  const printed = text.split(/\r?\n/, 200).filter((line) => LINE.test(line))
  return secretOf(printed.length === SECRET_WORDS / WORDS_IN_LINE ? printed.join(' ') : text)
}
