import { ApiProblemError, LogInconsistentError, PinChangedError, UnreachableError } from '../../sdk/errors.ts'
import { sentenceOf } from '../../sdk/sentence.ts'
import { codeOf } from './error-code.ts'
import { OF_THE_CLOCK, problemNamed } from './failures.ts'
import { LockLostError } from './lock.ts'
import { MisdirectedError } from './signed-in.ts'

/** About the service, the account or the line, and so about everything that would be sent next. */
const OF_EVERY_DROP = [
  UnreachableError,
  PinChangedError,
  MisdirectedError,
  LogInconsistentError,
  LockLostError,
] as const

/** errno(3): about the disk, the share or this process, and not about one file. */
const OF_THE_MACHINE = new Set([
  ...['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM'],
  ...['ESTALE', 'ENOTCONN', 'ENODEV', 'EHOSTDOWN', 'EHOSTUNREACH', 'ETIMEDOUT'],
])

/** Whether going on would be wrong: a person has to look into it first. */
export const isFatal = (error: unknown): boolean => error instanceof LogInconsistentError

/** Whether it is a fault of this program, and not of anything around it. */
export const isOfThisProgram = (error: unknown): boolean => {
  const code = codeOf(error)
  // Node's own, such as ERR_INVALID_ARG_VALUE, say that it was called wrongly.
  return sentenceOf(error) === null && (code === '' || code.startsWith('ERR_'))
}

/**
 * Whether something begun failed alone, so that what comes after it need not wait: an answer to it that is not the
 * service's, a file that cannot be moved, a fault of this program that its content brings out.
 */
export function isOfOneEntry(error: unknown): boolean {
  if (OF_EVERY_DROP.some((kind) => error instanceof kind)) return false
  if (error instanceof ApiProblemError) return !isOfEveryDrop(error)
  return !OF_THE_MACHINE.has(codeOf(error))
}

function isOfEveryDrop(error: ApiProblemError): boolean {
  const { status } = error
  if (status === 401 || status === 429 || status >= 500) return true
  const problem = problemNamed(error)
  // The service itself says 403 of the account and its key, never of one referral.
  return problem !== null && (status === 403 || OF_THE_CLOCK.has(problem))
}
