import { hash } from 'node:crypto'
import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'

const DIGEST_LENGTH = 64

/** A line of a journal: SHA-256 of what follows in hexadecimal, a space, JSON on one line, a line feed. */
export function formatLine(value: unknown): string {
  const json = JSON.stringify(value)
  return `${hash('sha256', json)} ${json}\n`
}

/** The lines of a file, and where the first stands that is none, by number from 1; null when all are. */
export type Lines<T> = {
  lines: T[]
  wrongAt: number | null
  /** what is wrong is the last of the file: a death in the middle of writing leaves that behind */
  torn: boolean
}

/** Reads the text of a file of lines as far as they are whole. */
export function readLines<S extends TSchema>(text: string, schema: S): Lines<Static<S>> {
  const lines: Static<S>[] = []
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const value = end === -1 ? undefined : readValue(text.slice(at, end), schema)
    if (value === undefined) {
      return { lines, wrongAt: lines.length + 1, torn: end === -1 || end + 1 === text.length }
    }
    lines.push(value)
    at = end + 1
  }
  return { lines, wrongAt: null, torn: false }
}

function readValue<S extends TSchema>(line: string, schema: S): Static<S> | undefined {
  const json = line.slice(DIGEST_LENGTH + 1)
  if (line !== `${hash('sha256', json)} ${json}`) return undefined
  const value: unknown = JSON.parse(json)
  return Value.Check(schema, value) ? value : undefined
}
