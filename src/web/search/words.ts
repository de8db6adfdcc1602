/**
 * The words of a text as they are looked for: without accents, marks and case, and each letter or digit of any script. What stands between
 * parts of a name (O’Brien, Smith-Jones) divides only where it is no apostrophe.
 */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’`]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, LONGEST))

/** Characters of a word that are looked at. */
const LONGEST = 40
