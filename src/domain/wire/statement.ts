import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import { check } from './check.ts'

/** No statement is longer, in UTF-16 code units. The longest by far is an agreement of 200 signatories. */
export const STATEMENT_LIMIT = 256 * 1024

/** The text is not a statement of the expected type. The message says what is wrong, never what the text was. */
export class StatementError extends Error {
  override readonly name = 'StatementError'
}

/** A schema of a statement: an object whose first field is `despatch`, a literal `<type>/<version>`. */
export type StatementSchema = TSchema & { properties: { despatch: { const: string } } }

/** The `<type>/<version>` that statements of `schema` begin with. */
function statementType(schema: StatementSchema): string {
  return schema.properties.despatch.const
}

/**
 * Reads the text of a statement of one expected type.
 *
 * The text must be what `JSON.stringify` writes: so it has no duplicate keys, no spare white space and one
 * spelling, and a signature over it covers one meaning.
 *
 * @param isValid a quicker judge by the same `schema`, where many of one type are read
 * @throws StatementError when it is too long, of another type, not canonical, or not valid against `schema`
 */
export function parseStatement<S extends StatementSchema>(
  schema: S,
  text: string,
  isValid: (value: unknown) => boolean = (value) => Value.Check(schema, value),
): Static<S> {
  const type = statementType(schema)
  if (text.length > STATEMENT_LIMIT) throw new StatementError(`The ${type} statement is too long.`)
  if (!text.startsWith(opening(type))) throw new StatementError(`This is not a ${type} statement.`)
  const value = parseCanonical(type, text)
  if (isValid(value)) return value as Static<S>
  const [first] = check(schema, value)
  const reason = first === undefined ? '' : `: ${first.path} ${first.message}`
  throw new StatementError(`The ${type} statement is not valid${reason}.`)
}

/**
 * Writes a statement: the exact text that is signed, stored and logged.
 *
 * @throws StatementError when the value does not begin with `despatch` or is not valid against `schema`
 */
export function writeStatement<S extends StatementSchema>(schema: S, value: Static<S>): string {
  const text = JSON.stringify(value)
  parseStatement(schema, text)
  return text
}

function opening(type: string): string {
  return `{"despatch":"${type}"`
}

function parseCanonical(type: string, text: string): unknown {
  let value: unknown
  let written: string
  try {
    value = JSON.parse(text)
    // What is nested by the thousand can be read and not be written.
    written = JSON.stringify(value)
  } catch {
    throw new StatementError(`The ${type} statement is not JSON.`)
  }
  if (written !== text) throw new StatementError(`The ${type} statement is not canonical JSON.`)
  return value
}
