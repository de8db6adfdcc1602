/**
 * What a stranger wrote so that it looks like something else: names that hide what they are, addresses that look like a partner's,
 * words that claim what only the reader's own machine can say. Each remark is a sentence for the person; nothing is refused by it.
 */

import { markingOfLine, namesHigherLevel } from './marking.ts'
import type { Marking } from './wire/referral-fields.ts'

/** Marks and controls that are not seen, or turn the direction in which a text is read. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u

/** Alphabets whose letters are easily taken for one another's, and what they are called. */
const ALPHABETS: readonly [name: string, letters: RegExp][] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Georgian', /\p{Script=Georgian}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Lisu', /\p{Script=Lisu}/u],
]

/** The alphabets that a word takes its letters from, where it mixes several (UTS 39 §5.1); else none. */
function mixedIn(text: string): string[] {
  for (const word of text.split(/[^\p{L}\p{M}\p{N}]+/u)) {
    const found = ALPHABETS.flatMap(([name, letters]) => (letters.test(word) ? [name] : []))
    if (found.length > 1) return found
  }
  return []
}

const inWords = (names: readonly string[]): string =>
  `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`

/**
 * Letters that are taken for Latin ones in the fonts of browsers and terminals, of the confusables of UTS 39, for the letters that the
 * addresses of the partnership consist of.
 */
const LOOKS_LIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['a', '\u0430\u0251\u03b1'],
    ['b', '\u044c\u0185\u0432'],
    ['c', '\u0441\u03f2\u217d'],
    ['d', '\u0501\u0257\u217e'],
    ['e', '\u0435\u0454\u03b5\u04bd'],
    ['f', '\u017f'],
    ['g', '\u0261\u0581\u01e5'],
    ['h', '\u04bb\u0570\u043d'],
    ['i', '\u0456\u0131\u0269\u03b9\u04cfl1|\u2170'],
    ['j', '\u0458\u03f3'],
    ['k', '\u043a\u03ba'],
    ['m', '\u043c\u217f'],
    ['n', '\u043f\u0578\u057c\u03b7'],
    ['o', '\u043e\u03bf\u0585\u03c30\u1d0f'],
    ['p', '\u0440\u03c1'],
    ['q', '\u051b\u0563'],
    ['r', '\u0433\u1d26'],
    ['s', '\u0455\ua731'],
    ['t', '\u0442\u03c4'],
    ['u', '\u057d\u03c5\u028b'],
    ['v', '\u03bd\u0475\u2174'],
    ['w', '\u051d\u0461\u03c9'],
    ['x', '\u0445\u03c7\u2179'],
    ['y', '\u0443\u03b3\u04af'],
    ['z', '\u1d22'],
    ['-', '\u2010\u2011\u2012\u2013\u2014\u2212'],
    ['.', '\u2024\u3002'],
  ].flatMap(([letter = '', others = '']) => [...others].map((other) => [other, letter])),
)

/** What a text looks like: two that look alike have the same (UTS 39 §4, for the letters above). */
function lookOf(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}|\p{Default_Ignorable_Code_Point}/gu, '')
  return [...plain]
    .map((letter) => LOOKS_LIKE[letter] ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
}

/**
 * What is to be said of an address that a stranger gives as theirs.
 * @param address as it came, or as `mail/read-headers.ts` has it, with letters outside ASCII as `\u{430}`
 * @param known addresses of the partnership
 */
export function addressRemarks(address: string, known: readonly string[]): string[] {
  const given = address
    .replaceAll(/\\u\{([0-9a-f]{1,5})\}/g, (_sign, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .trim()
    .toLowerCase()
  if (known.some((one) => one.toLowerCase() === given)) return []
  const look = lookOf(given)
  const like = known.find((one) => lookOf(one) === look)
  const mixed = mixedIn(given)
  return [
    ...(UNSEEN.test(given) ? ['Its sender’s address holds characters that are not seen.'] : []),
    ...(like === undefined
      ? []
      : [`Its sender’s address looks like ${like}, and is another one. Do not take it for theirs.`]),
    ...(mixed.length > 0
      ? [`Its sender’s address mixes letters of several alphabets: ${inWords(mixed)}.`]
      : like === undefined && /[^\0-\u007f]/.test(given)
        ? ['Its sender’s address has letters that no address of the partnership has.']
        : []),
  ]
}

/** What is to be said of the name that a stranger gave a file, as it was given. */
export function fileNameRemarks(name: string): string[] {
  const mixed = mixedIn(name)
  return [
    ...(UNSEEN.test(name)
      ? [
          'Its name holds characters that are not seen or that turn the reading direction, to look like another.',
        ]
      : []),
    ...(/[/\\]/.test(name) ? ['Its name holds a path to a folder, which was left out.'] : []),
    ...(/\p{Zs}{4}/u.test(name) ? ['Its name holds a long gap, behind which its ending hides.'] : []),
    ...(mixed.length > 0 ? [`Its name mixes letters of several alphabets: ${inWords(mixed)}.`] : []),
  ]
}

const CLAIMS = /\b(?:verified|authenticated|genuine|signature (?:is )?valid|certified|trusted sender)\b/i

/**
 * What is to be said of words that claim what they cannot: a verdict, or a marking above that of the mail.
 * @param marking of the mail; null where it has none yet
 */
export function claimRemarks(
  { subject, text }: { subject: string | null; text: string },
  marking: Marking | null,
): string[] {
  const lines = text.slice(0, 100_000).split(/\r?\n/)
  const higher =
    marking !== null &&
    (namesHigherLevel(subject ?? '', marking) ||
      lines.some((line) => markingOfLine(line.trim()) !== null && namesHigherLevel(line, marking)))
  return [
    ...(CLAIMS.test(subject ?? '')
      ? [
          'Its subject speaks of a verdict on itself. That is its sender’s word: what was found here stands apart.',
        ]
      : []),
    ...(higher
      ? [
          'It names a higher marking than it has. Ask its sender which one is meant, and handle it as the higher one until then.',
        ]
      : []),
  ]
}
