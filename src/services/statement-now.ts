import { problem } from '../domain/problems.ts'

/** A statement is of now: one that waited for a broken line may be an hour old, and another's clock minutes ahead. */
const OLDEST_MS = 60 * 60 * 1000
const AHEAD_MS = 5 * 60 * 1000

/**
 * Demands that what somebody signed is of now, or it could be dated to before it was due, or before they left.
 *
 * @param what it is, in a word for people
 * @throws ProblemError `invalid-request` with how far the clock is off
 */
export function demandStatementTime(what: string, { time }: { time: string }, now: Date): void {
  const skew = Date.parse(time) - now.getTime()
  if (skew >= -OLDEST_MS && skew <= AHEAD_MS) return
  throw problem(
    'invalid-request',
    `The ${what} is dated ${time} and it is ${now.toISOString()}; set your clock right and sign it again.`,
    { skewSeconds: Math.round(skew / 1000) },
  )
}
