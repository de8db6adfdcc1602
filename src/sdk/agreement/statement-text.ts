import { sha256Hex } from '../../crypto/digest.ts'
import { trustTypeOf } from '../../domain/trust/replay.ts'
import type { TrustType } from '../../domain/wire/trust/record.ts'
import { ClientError } from '../errors.ts'

/**
 * Demands that a file is the exact text of a statement of the trust log: nothing before it, nothing after it.
 * @param name as the file is called
 * @throws ClientError
 */
export function demandStatement(name: string, text: string): TrustType {
  const type = trustTypeOf(text)
  if (type === null)
    throw new ClientError(`${name} is no draft of an agreement, nor of another statement for the trust log.`)
  if (text.trimEnd() !== text)
    throw new ClientError(
      `${name} has an end of line that the draft had not: a program has changed it. Draft it anew; what is signed are its exact bytes.`,
    )
  return type
}

/** The digest by which people compare the text that they sign: SHA-256, lower-case hexadecimal. */
export const statementDigest = (text: string): Promise<string> => sha256Hex(text)
