/**
 * Text that a stranger wrote must not drive the terminal: no escape sequence, no control character, nothing that
 * hides text or turns its reading direction. Each is shown as U+FFFD, so that it is seen to have been there.
 */
const UNSAFE = new RegExp(
  [
    '[\\p{Cc}\\p{Cs}\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f',
    '\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}]',
  ].join(''),
  'gu',
)

/** One line that is safe to print: line breaks and tabs become spaces. */
export function safeLine(text: string): string {
  return text.replaceAll(/[\r\n\t\u0085\u2028\u2029]+/g, ' ').replaceAll(UNSAFE, '\ufffd')
}

/** The lines of a longer text, each safe to print. */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((line) => safeLine(line))
}

/** JSON that is safe to print: what `JSON.stringify` leaves as it is, is escaped, which changes no value. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value, bigintAsText, 2).replaceAll(UNSAFE, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => unicodeEscape(character.charCodeAt(at))).join(''),
  )
}

const unicodeEscape = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`

/** Log indices reach 2^64. */
const bigintAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\u{1f000}-\u{3ffff}]/u
const NO_WIDTH = /\p{Mn}|\p{Me}|\u200c|\u200d/u

/** Columns that a safe line takes in a terminal. */
export function columnsOf(line: string): number {
  let columns = 0
  for (const character of line) columns += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}

/** A safe line in at most `width` columns, an ellipsis for what is left out. */
export function cut(line: string, width: number): string {
  if (columnsOf(line) <= width) return line
  if (width < 1) return ''
  let kept = ''
  for (const character of line) {
    if (columnsOf(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}

/**
 * A safe line broken at spaces into lines of at most `width` columns, those after the first indented. A word that is
 * longer than a line, such as the address of a stranger, is broken where the line ends: nothing of it is lost.
 */
export function wrapped(line: string, width: number, indent = ''): string[] {
  const text = line.trimStart()
  const lines: string[] = []
  let current = ''
  let start = line.slice(0, line.length - text.length)
  for (const word of text.split(' ')) {
    const joined = current === '' ? start + word : `${current} ${word}`
    if (current !== '' && columnsOf(joined) > width) {
      // Two spaces set words apart; at the end of a line they set apart nothing.
      lines.push(current.trimEnd())
      start = indent
      current = start + word
    } else current = joined
    while (columnsOf(current) > width) {
      const head = beginning(current, width)
      // Where the indent alone takes the line, the word is left as it is.
      if (head.trim() === '') break
      lines.push(head)
      start = indent
      current = indent + current.slice(head.length)
    }
  }
  return [...lines, current]
}

/** As much of the beginning of a line as so many columns take. */
function beginning(line: string, width: number): string {
  let kept = ''
  let columns = 0
  for (const character of line) {
    columns += columnsOf(character)
    if (columns > width) break
    kept += character
  }
  return kept
}
