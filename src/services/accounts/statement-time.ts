import { problem } from '../../domain/problems.ts'

/** A statement about an account is acted on at once, or not at all; a machine's clock may be wrong by as much. */
const FRESH_MS = 10 * 60 * 1000

/** @throws ProblemError `invalid-request` for a statement that is not of now: one that was kept back is not acted on */
export function demandFresh(time: string, now: Date): void {
  if (Math.abs(now.getTime() - Date.parse(time)) <= FRESH_MS) return
  throw problem(
    'invalid-request',
    'The statement is not of the last ten minutes. Check the clock of your machine.',
  )
}
