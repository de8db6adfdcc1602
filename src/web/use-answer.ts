import { useEffect, useState } from 'preact/hooks'
import { ClientError, isApiProblem } from '../sdk/errors.ts'
import { lock, stage } from './session.ts'

/** What became of asking the worker. */
export type Answer<T> =
  | { state: 'waiting' }
  | { state: 'there'; value: T }
  | { state: 'failed'; error: ClientError }

/**
 * Asks the worker when the page is shown, and again when what it depends on changes; an answer that comes too late is left.
 * @param depends what is asked for, in plain values
 */
export function useAnswer<T>(ask: () => Promise<T>, depends: readonly unknown[]): Answer<T> {
  const [known, setKnown] = useState<{ of: string; answer: Answer<T> } | null>(null)
  const of = JSON.stringify(depends)
  useEffect(() => {
    let left = false
    const settle = (answer: Answer<T>) => left || setKnown({ of, answer })
    setKnown(null)
    ask().then(
      (value) => settle({ state: 'there', value }),
      (error: unknown) => settle({ state: 'failed', error: failed(error) }),
    )
    return () => {
      left = true
    }
  }, [of])
  // An answer to what was asked before is none, not even until the next is asked for: a page may sign by what it says.
  return known?.of === of ? known.answer : { state: 'waiting' }
}

/** The error in words for the person. A session that has ended, or was ended from elsewhere, locks the page. */
export function failed(error: unknown): ClientError {
  if (!(error instanceof ClientError)) throw error
  const ended =
    error.name === 'SessionEndedError' ||
    isApiProblem(error, 'token-expired') ||
    isApiProblem(error, 'not-signed-in')
  if (ended && stage.value.at !== 'out') lock(error.message)
  return error
}
