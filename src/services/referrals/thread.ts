import { problem } from '../../domain/problems.ts'
import type { Standing } from './standing.ts'

/**
 * Demands that the sending mailbox may write into the thread: an unknown thread is begun by whoever names it
 * first, a known one is open to its parties only, and what is answered must stand in that thread where the
 * sending mailbox can see it.
 *
 * @throws ProblemError `not-a-thread-party`
 */
export function demandThreadParty({
  thread,
  answersVisible,
}: Pick<Standing, 'thread' | 'answersVisible'>): void {
  if (thread === 'stranger') throw problem('not-a-thread-party')
  if (answersVisible === false) {
    throw problem(
      'not-a-thread-party',
      'What this answers is not in that exchange, or not for this mailbox to see.',
    )
  }
}
