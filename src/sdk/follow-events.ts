import type { ServiceEvent } from '../domain/wire/events.ts'
import type { Client } from './client.ts'
import { ApiProblemError, UnreachableError } from './errors.ts'

/** Between two tries, ms: from the first to the longest, each time twice as long. */
const FIRST_MS = 1_000
const LONGEST_MS = 60_000
/** A service that starts anew is not asked by everybody at once: a new stream begins within so many ms. */
const SPREAD_MS = 2_000

/**
 * Listens for as long as `signal` lets it, and begins anew whenever a stream ends or breaks off: at once where the service ended it, and
 * after ever longer waits, each of another length, where it cannot be reached. Between two streams things may change unheard, which is
 * why each begins with `listening`.
 *
 * @param client with a token that lasts a while, for each stream anew
 * @param hear told of each event; `lost` when the service cannot be heard for now
 * @param random from 0 to 1, for the length of waits
 * @throws whatever ends it for good, such as that the session has ended or that this person may not listen
 */
export async function followEvents({
  client,
  hear,
  signal,
  random = Math.random,
  wait = waitUnless,
}: {
  client: () => Promise<Client>
  hear: (event: ServiceEvent | { event: 'lost' }) => void
  signal: AbortSignal
  random?: () => number
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    let afterMs = SPREAD_MS * random()
    try {
      for await (const event of (await client()).events({ signal })) {
        if (event.event === 'listening') failures = 0
        if (event.event !== 'ended') hear(event)
      }
    } catch (error) {
      if (signal.aborted) return
      if (!passes(error)) throw error
      hear({ event: 'lost' })
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures)
      failures += 1
      const asked = error instanceof ApiProblemError ? (error.retryAfterSeconds ?? 0) * 1000 : 0
      afterMs = Math.max(asked, longest / 2) + (longest / 2) * random()
    }
    await wait(afterMs, signal)
  }
}

/** What may be otherwise in a while: the service is away, stops, has a fault, or has no place for one more. */
const passes = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof ApiProblemError && (error.status === 429 || error.status >= 500))

const waitUnless = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    if (signal.aborted) done()
    else signal.addEventListener('abort', done)
  })
