/**
 * Text that strangers wrote, made safe to stand in a document that people trust by its looks: nothing in it can
 * start a line of its own, reverse the reading direction, hide, or pile onto its neighbours.
 *
 * A reader's client composes the text again from the data and compares, so this must give the same answer in
 * every engine for ever: the characters are listed here and not looked up as Unicode properties, whose tables
 * grow.
 */

const REPLACEMENT = '\uFFFD'

/** Line breaks of every kind: CR LF, LF, CR, VT, FF, NEL, LS, PS. */
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g

/** Control characters, direction marks and overrides, and characters that take no room (ZWJ, ZWNJ excepted). */
const UNSAFE = new RegExp(
  [
    '[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5',
    '\\u180b-\\u180f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb',
    '\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]',
  ].join(''),
  'gu',
)

/** Joiners are for scripts that need them: one between two characters, never a hidden run. */
const JOINER_RUN = /[\u200c\u200d]{2,}/g

/** More than four marks on one letter would climb over the lines around it. */
const MARK_PILE = new RegExp(
  '([\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]{4})' +
    '[\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]+',
  'g',
)

/** One line: line breaks and tabs become a space. */
export function safeLine(text: string): string {
  return safe(text.replaceAll(LINE_BREAK, ' ')).replaceAll(/\s+/g, ' ').trim()
}

/** The lines of a longer text, each safe; blank lines are kept, but not at either end. */
export function safeLines(text: string): string[] {
  const lines = text.split(LINE_BREAK).map(safeLine)
  while (lines[0] === '') lines.shift()
  while (lines.at(-1) === '') lines.pop()
  return lines
}

/** A text in whose lines nothing can hide, turn or climb, with its line breaks and spaces as they are. */
export const safeText = (text: string): string => safe(text.replaceAll(/[\u2028\u2029]/g, '\n'))

/**
 * Breaks one safe line into lines of at most `width` columns, at spaces where it can. Columns are counted so
 * that they are never fewer than a terminal or a JavaScript string length would say.
 */
export function wrap(line: string, width: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    const joined = current === '' ? word : `${current} ${word}`
    if (columns(joined) <= width) {
      current = joined
      continue
    }
    if (current !== '') lines.push(current)
    const pieces = split(word, width)
    current = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return [...lines, current]
}

function safe(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNSAFE, REPLACEMENT)
    .replaceAll(JOINER_RUN, REPLACEMENT)
    .replaceAll(MARK_PILE, `$1${REPLACEMENT}`)
}

/** A word too long for a line, in pieces that never part a surrogate pair. */
function split(word: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && columns(piece + character) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

/** East Asian wide characters take two columns; so does everything beyond the basic plane, by its length. */
function columns(text: string): number {
  return (
    text.length +
    (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60]/g)
      ?.length ?? 0)
  )
}
