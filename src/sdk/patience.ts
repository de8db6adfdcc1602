import { ApiProblemError } from './errors.ts'

/** Waits so many seconds before something is asked again. A program may tell its user of it. */
export type Wait = (seconds: number) => Promise<void>

/** Asked once, and so many times again. */
const TRIES = 4
/** Who is told to wait longer than this is told so at once: seconds. */
const LONGEST_SECONDS = 60

/** Waits and says nothing. */
export const waitQuietly: Wait = (seconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000)
  })

/**
 * Asks again what the service put off: 429 or 503 with `Retry-After` (RFC 9110 §10.2.3) says that nothing was done and
 * when to come again. Whatever else it answers stands.
 *
 * @param ask must do no more when it is done twice than once, as every operation of the service
 * @throws what `ask` throws, the put-off too when it is for too long or too often
 */
export async function patiently<T>(ask: () => Promise<T>, wait: Wait): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await ask()
    } catch (error) {
      const seconds = putOff(error)
      if (seconds === null || seconds > LONGEST_SECONDS || tried >= TRIES) throw error
      // A second at the least, so that a service that says 0 is not asked in a row.
      await wait(Math.max(1, seconds))
    }
  }
}

function putOff(error: unknown): number | null {
  if (!(error instanceof ApiProblemError) || ![429, 503].includes(error.status)) return null
  return error.retryAfterSeconds
}
