import type { Static } from 'typebox'
import { problem } from '../domain/problems.ts'
import { parseStatement, StatementError, type StatementSchema } from '../domain/wire/statement.ts'

/**
 * Reads a statement that somebody submitted.
 *
 * @throws ProblemError `invalid-request` saying which field is wrong
 */
export function readStatement<S extends StatementSchema>(schema: S, text: string): Static<S> {
  try {
    return parseStatement(schema, text)
  } catch (error) {
    if (error instanceof StatementError) throw problem('invalid-request', error.message)
    throw error
  }
}
