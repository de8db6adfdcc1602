import type { AnswerState, TransportState } from './delivery.ts'

/**
 * Whether an answer is still to come of a delivery that was asked for one, as a client sees it. The service says the same in SQL:
 * services/referrals/unanswered.ts.
 */
export function awaitsAnswer({
  state,
  answer,
  answeredBy,
}: {
  state: TransportState
  answer: AnswerState | null
  answeredBy: string | null
}): boolean {
  if (answeredBy !== null || state === 'withdrawn') return false
  return answer === null || answer === 'collected' || answer === 'opened'
}
