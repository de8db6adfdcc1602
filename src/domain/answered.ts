import type { AnswerState, TransportState } from './delivery.ts'
import type { KindName, ReferralFields } from './wire/referral-fields.ts'

/**
 * When what was asked for by a day counts as answered (promise 5). That somebody has seen it is no answer: an `acknowledged`
 * request goes on waiting. Whoever takes a matter on has answered whoever referred it; but a request for
 * information is answered by the information, or by giving it back, and not by a promise.
 */

/** The kinds that ask for information: only a reply, `returned` or `declined` answers them. */
export const INFORMATION_KINDS = [
  'information-request',
  'evidence-request',
  'scrutiny-request',
] as const satisfies readonly KindName[]

/** Whether a referral of this kind asks for information, which nothing but information answers. */
export const asksForInformation = (kind: string): boolean => INFORMATION_KINDS.some((one) => one === kind)

/**
 * Whether what is sent must say by when it is answered: a request for information, and what is asked of an agency for a conference.
 * Findings are of the same kind, and say what they answer.
 */
export const mustBeAnswered = ({ kind, reply }: Pick<ReferralFields, 'kind' | 'reply'>): boolean =>
  asksForInformation(kind) || (kind === 'marac-research' && reply === null)

/** Whether a delivery has been answered: by its reader's receipt, or by a reply of the mailbox. */
export function isAnswered(
  kind: string,
  { answer, replied }: { answer: AnswerState | null; replied: boolean },
): boolean {
  if (replied || answer === 'returned' || answer === 'declined') return true
  return answer === 'accepted' && !asksForInformation(kind)
}

/** What a client knows of a delivery that was asked for an answer. */
export type AskedDelivery = { state: TransportState; answer: AnswerState | null; answeredBy: string | null }

/**
 * Whether an answer is still to come of a delivery, as a client sees it. The service says the same in SQL:
 * services/referrals/unanswered.ts.
 */
export function awaitsAnswer(kind: string, { state, answer, answeredBy }: AskedDelivery): boolean {
  return state !== 'withdrawn' && !isAnswered(kind, { answer, replied: answeredBy !== null })
}
