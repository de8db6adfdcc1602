import type { Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { problem } from '../domain/problems.ts'
import { parseStatement, StatementError, type StatementSchema } from '../domain/wire/statement.ts'

/**
 * Reads a statement that somebody submitted.
 *
 * @throws ProblemError `invalid-request` saying which field is wrong
 */
export function readStatement<S extends StatementSchema>(schema: S, text: string): Static<S> {
  return read(() => parseStatement(schema, text))
}

/** A reader of statements of one type, for where many come: the schema is made a program once, at the first of them. */
export function createStatementReader<S extends StatementSchema>(schema: S): (text: string) => Static<S> {
  let validator: { Check(value: unknown): boolean } | undefined
  const isValid = (value: unknown) => {
    validator ??= Compile(schema)
    return validator.Check(value)
  }
  return (text) => read(() => parseStatement(schema, text, isValid))
}

function read<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof StatementError) throw problem('invalid-request', error.message)
    throw error
  }
}
