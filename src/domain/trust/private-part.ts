import type { Static } from 'typebox'
import { parseStatement, StatementError, type StatementSchema } from '../wire/statement.ts'
import { TrustError } from './trust-error.ts'
import type { TrustVerifier } from './verifier.ts'

/**
 * The private part that goes beside a record, held against the digest that was signed for; null where it is not there.
 * @throws TrustError `private-part`
 */
export async function privatePart<S extends StatementSchema>(
  schema: S,
  text: string | undefined,
  sha256: string,
  verifier: TrustVerifier,
): Promise<Static<S> | null> {
  if (text === undefined) return null
  if ((await verifier.digest(text)) !== sha256)
    throw new TrustError('private-part', 'The private part is not the one that was signed for.')
  try {
    return parseStatement(schema, text)
  } catch (error) {
    if (error instanceof StatementError) throw new TrustError('private-part', error.message)
    throw error
  }
}
