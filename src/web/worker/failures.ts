import { safeLine } from '../../domain/kinds/plain-text.ts'
import { ApiProblemError, ClientError, UnreachableError } from '../../sdk/errors.ts'
import { wordsInBrowser } from '../remedies.ts'

type ProblemDocument = ConstructorParameters<typeof ApiProblemError>[0]

/** An error as it goes from the worker to the page: the words for the person, and what a page needs to say them in the right place. */
export type Failure =
  | { sort: 'problem'; document: ProblemDocument }
  | { sort: 'unreachable'; message: string }
  | { sort: 'client'; name: string; message: string }
  | { sort: 'fault' }

/** What helps whoever can neither change the address nor start the service. */
const LATER = 'Try again in a few minutes. If there is still no answer, tell the operator.'

/** What is told of a fault of the program: nothing of it, since it could hold anything. */
const FAULT =
  'Something went wrong in this page, and nothing more was done. Lock it, sign in again and try once more; tell the operator if it stays so.'

/** An error of the worker in plain values; `sentenceOf` has the words of those that were written for a person. */
export function failureOf(error: unknown, sentenceOf: (error: unknown) => string | null): Failure {
  if (error instanceof ApiProblemError) {
    const { type, status, instance, extra, retryAfterSeconds } = error
    const [title, detail] = [safeLine(error.title), safeLine(error.detail)]
    return { sort: 'problem', document: { type, title, status, detail, instance, extra, retryAfterSeconds } }
  }
  if (error instanceof UnreachableError)
    return { sort: 'unreachable', message: `${error.withoutCommand} ${LATER}` }
  // What a page does, no command is named for.
  const message = error instanceof ClientError ? error.withoutCommand : sentenceOf(error)
  if (message === null || !(error instanceof Error)) return { sort: 'fault' }
  // A sentence of ours may cite what strangers wrote.
  return { sort: 'client', name: error.name, message: safeLine(wordsInBrowser(error, message)) }
}

/** The same error on the page's side, as the SDK has it. */
export function restored(failure: Failure): ClientError {
  if (failure.sort === 'problem') return new ApiProblemError(failure.document)
  if (failure.sort === 'unreachable') return new UnreachableError(failure.message)
  const error = new ClientError(failure.sort === 'fault' ? FAULT : failure.message)
  if (failure.sort === 'client') error.name = failure.name
  return error
}
