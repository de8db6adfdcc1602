import { ClientError } from '../../../sdk/errors.ts'
import { demandUsable } from '../../../sdk/passphrase-length.ts'
import type { FieldError } from '../../components/error-summary.tsx'

/** What is wrong with a new passphrase as it was typed. */
export function wrongPassphrases(passphrase: string, again: string): FieldError[] {
  if (passphrase === '') return [{ field: 'passphrase', message: 'Enter a passphrase' }]
  const message = whyUnusable(passphrase)
  if (message !== null) return [{ field: 'passphrase', message }]
  if (again === '') return [{ field: 'again', message: 'Enter the same passphrase again' }]
  return passphrase === again ? [] : [{ field: 'again', message: 'The two passphrases are not the same' }]
}

function whyUnusable(passphrase: string): string | null {
  try {
    demandUsable(passphrase)
    return null
  } catch (error) {
    if (error instanceof ClientError) return error.message
    throw error
  }
}

/**
 * Two different words of a kit to be asked for, by their number from 1 on.
 * @param random a number from 0 up to 1, not reached
 */
export function twoOf(words: number, random: () => number = Math.random): [number, number] {
  const first = Math.floor(random() * words)
  const second = (first + 1 + Math.floor(random() * (words - 1))) % words
  return first < second ? [first + 1, second + 1] : [second + 1, first + 1]
}

/** Those of the words that were asked for and are not the kit's. */
export const wrongWords = (
  words: readonly string[],
  asked: readonly number[],
  typed: (field: string) => string,
): FieldError[] =>
  asked.flatMap((number) => {
    const field = `word-${number}`
    const text = typed(field).trim().toLowerCase()
    if (text === words[number - 1]) return []
    const message =
      text === '' ? `Enter word ${number} of your kit` : `That is not word ${number} of your kit`
    return [{ field, message }]
  })
