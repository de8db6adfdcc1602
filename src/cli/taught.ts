import type { Command } from 'commander'
import { termLines } from './table.ts'
import { columnsOf, wrapped } from './terminal-text.ts'

/** A paragraph, or words and what each means beneath the line that leads to them. */
export type Passage =
  | string
  | { heading: string; terms: readonly (readonly [term: string, meaning: string])[] }

/** A line to type, written in one; and what it is for where the line does not say so itself. */
export type Example = string | { for: string; type: string }

/** What the help of a command teaches beneath its options. */
export type Teaching = {
  about?: readonly Passage[]
  examples: readonly Example[]
  /** Where to go from here. */
  next?: string
}

/** Where nobody says how wide the terminal is. */
const USUAL_WIDTH = 80

/** Adds to the help of a command, after its options, what it is about, examples to type, and where to go next. */
export function taught(command: Command, { about = [], examples, next }: Teaching): Command {
  return command.addHelpText('after', ({ command }) => {
    const width = command.configureOutput().getOutHelpWidth?.() ?? USUAL_WIDTH
    const passages = [
      ...about.map((passage) => passageLines(passage, width)),
      ['Examples:', ...examples.flatMap((example) => exampleLines(example, width))],
      ...(next === undefined ? [] : [wrapped(`Next: ${next}`, width)]),
    ]
    return passages.map((lines) => `\n${lines.join('\n')}`).join('\n')
  })
}

function passageLines(passage: Passage, width: number): string[] {
  if (typeof passage === 'string') return wrapped(passage, width, /^ */.exec(passage)?.[0])
  return [...wrapped(passage.heading, width), ...termLines(passage.terms, width)]
}

/** What an example is for is a comment of the shell, so that the whole can be pasted. */
export function exampleLines(example: Example, width: number): string[] {
  if (typeof example === 'string') return typedLines(example, width)
  return [...wrapped(`  # ${example.for}`, width, '  # '), ...typedLines(example.type, width)]
}

/** A line as a shell takes it, broken by backslashes where it is longer than the terminal is wide. */
function typedLines(line: string, width: number): string[] {
  return filled(unitsOf(line), width, { first: '  ', other: '    ', broken: ' \\' })
}

/** An option and its value belong together, and so does what is quoted. */
const UNIT = /(?:--?[a-z][a-z-]*|>) (?:"[^"]*"|[^\s"-]\S*)|(?:"[^"]*"|\S)+/g

export const unitsOf = (line: string): string[] => line.match(UNIT) ?? []

/** Units put together to lines of at most so many columns; one that is longer has a line of its own. */
export function filled(
  units: readonly string[],
  width: number,
  { first, other, broken }: { first: string; other: string; broken: string },
): string[] {
  const lines: string[] = []
  let current = ''
  for (const [at, unit] of units.entries()) {
    const joined = current === '' ? first + unit : `${current} ${unit}`
    const room = at === units.length - 1 ? width : width - columnsOf(broken)
    if (current !== '' && columnsOf(joined) > room) {
      lines.push(current + broken)
      current = other + unit
    } else current = joined
  }
  return [...lines, current]
}
