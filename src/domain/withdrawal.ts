import { type AnswerState, type TransportState, transportStep } from './delivery.ts'

/** Why a sender withdraws, with the sentence for whoever reads the log. Codes of a closed list, as those of receipts are. */
const WITHDRAWAL_REASONS = {
  'sent-to-wrong-mailbox': 'It was sent to a mailbox that it is not for.',
  'sent-in-error': 'It should not have been sent.',
  superseded: 'Another referral has taken its place.',
  'no-longer-needed': 'What it asks for is no longer needed.',
} as const
export type WithdrawalReason = keyof typeof WITHDRAWAL_REASONS

/** The codes that a sender may choose from. */
export const withdrawalReasons = (): WithdrawalReason[] =>
  Object.keys(WITHDRAWAL_REASONS) as WithdrawalReason[]

/** Whether the text is a reason for a withdrawal. */
export const isWithdrawalReason = (text: string): text is WithdrawalReason =>
  Object.hasOwn(WITHDRAWAL_REASONS, text)

/** What a reason means, for whoever reads it; the text itself when it is none. */
export const withdrawalSentence = (reason: string): string =>
  isWithdrawalReason(reason) ? WITHDRAWAL_REASONS[reason] : reason

/** Why a delivery cannot be withdrawn any more, with the sentence for its sender. */
export const WITHDRAWAL_OBSTACLES = {
  'already-collected': 'somebody there has collected it',
  'already-relayed': 'it has been handed to the partner’s mail server, or may have been',
  'already-ended': 'it ended without having been delivered, and nobody there can read it',
} as const
export type WithdrawalObstacle = keyof typeof WITHDRAWAL_OBSTACLES

/** The names of the obstacles. */
export const withdrawalObstacles = (): WithdrawalObstacle[] =>
  Object.keys(WITHDRAWAL_OBSTACLES) as WithdrawalObstacle[]

/** What decides on it of a delivery that is not withdrawn yet. */
export type Withdrawable = {
  route: 'local' | 'mail'
  state: TransportState
  answer: AnswerState | null
  /** attempts to relay that were begun */
  attempts: number
}

/**
 * What stands against withdrawing a delivery; null when nothing does. Nobody may have read it: here, nobody has
 * collected; at a partner, no attempt was begun, since what was begun may have been delivered whatever we know of it.
 */
export function withdrawalObstacle({
  route,
  state,
  answer,
  attempts,
}: Withdrawable): WithdrawalObstacle | null {
  if (!transportStep(state, 'withdrawn')) return state === 'relayed' ? 'already-relayed' : 'already-ended'
  if (attempts > 0) return 'already-relayed'
  if (route === 'mail') return state === 'accepted' ? null : 'already-relayed'
  return answer === null ? null : 'already-collected'
}
