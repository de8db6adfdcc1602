import {
  ApiProblemError,
  ClientError,
  isApiProblem,
  LogInconsistentError,
  PinChangedError,
  UnreachableError,
} from './errors.ts'
import { TrustLogError } from './trust/trust-log-error.ts'

const FURTHER = [
  UnreachableError,
  ApiProblemError,
  LogInconsistentError,
  PinChangedError,
  TrustLogError,
] as const

/**
 * Why one referral of several cannot be believed or read, in a sentence; a withdrawal is of it alone, too. What is wrong with the way to the
 * service, or with its log, is wrong with all of them, and is thrown on.
 */
export function wrongWithOne(error: unknown): string {
  const isFurther = FURTHER.some((kind) => error instanceof kind) && !isApiProblem(error, 'withdrawn')
  if (error instanceof ClientError && !isFurther) return error.message
  throw error
}
