import { OpaqueError } from '../../crypto/opaque.ts'
import { problem } from '../../domain/problems.ts'

/** An answer to a message of OPAQUE. @throws ProblemError `invalid-request` for what is none */
export async function opaqueAnswer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OpaqueError) throw problem('invalid-request', error.message)
    throw error
  }
}
