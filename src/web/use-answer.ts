import { useEffect, useState } from 'preact/hooks'
import { ClientError } from '../sdk/errors.ts'
import { lock } from './session.ts'

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
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'waiting' })
  useEffect(() => {
    let left = false
    setAnswer({ state: 'waiting' })
    ask().then(
      (value) => left || setAnswer({ state: 'there', value }),
      (error: unknown) => left || setAnswer({ state: 'failed', error: failed(error) }),
    )
    return () => {
      left = true
    }
  }, depends)
  return answer
}

/** The error in words for the person. A session that has ended locks the page. */
export function failed(error: unknown): ClientError {
  if (!(error instanceof ClientError)) throw error
  if (error.name === 'SessionEndedError') lock(error.message)
  return error
}
