import type { ReceiptEvent } from './wire/receipt.ts'

/**
 * The two machines of a delivery: how far the sealed referral has travelled, and what its reader has said.
 * Each is one table of allowed steps. Evidence arrives in any order and is all kept; a state never goes back.
 */

export const TRANSPORT_STATES = [
  'quarantined',
  'accepted',
  'relayed',
  'delivered',
  'failed',
  'expired',
  'withdrawn',
] as const
/** States in which a delivery may still be answered. */
export const ANSWERABLE_STATES = [
  'accepted',
  'relayed',
  'delivered',
] as const satisfies readonly TransportState[]
export type TransportState = (typeof TRANSPORT_STATES)[number]

/** What happened on the way. `delayed` changes nothing: a delay is only a later next attempt. */
export type TransportEvent = Exclude<TransportState, 'quarantined' | 'accepted'> | 'delayed'

/**
 * `accepted → delivered` is a local mailbox, at publication. A partner's bounce may follow the relaying.
 * `delivered → withdrawn` is for a local mailbox from which nobody has collected: withdrawal and collection
 * exclude each other (`withdrawal.ts`). A partner's mail may begin `quarantined`: a member of the mailbox releases it or dismisses it.
 */
const TRANSPORT_STEPS: Readonly<Record<TransportState, readonly TransportState[]>> = {
  quarantined: ['accepted', 'failed'],
  accepted: ['relayed', 'delivered', 'failed', 'expired', 'withdrawn'],
  relayed: ['delivered', 'failed'],
  delivered: ['withdrawn'],
  failed: [],
  expired: [],
  withdrawn: [],
}

/** Whether a delivery may go from one transport state to another. */
export function transportStep(from: TransportState, to: TransportState): boolean {
  return TRANSPORT_STEPS[from].includes(to)
}

/** The transport state after an event; the same state when the table has no such step. */
export function nextTransport(state: TransportState, event: TransportEvent): TransportState {
  return TRANSPORT_STEPS[state].find((to) => to === event) ?? state
}

export const ANSWER_STATES = [
  'collected',
  'opened',
  'acknowledged',
  'accepted',
  'returned',
  'declined',
] as const
export type AnswerState = (typeof ANSWER_STATES)[number]

/**
 * The answer in a word of its own, for lists and filters that mix it with the transport: there `accepted` is what waits to
 * leave.
 */
export const answerWord = (answer: AnswerState): Exclude<AnswerState, 'accepted'> | 'taken-on' =>
  answer === 'accepted' ? 'taken-on' : answer

/** How strong a piece of evidence is: the reader's key, the partner's domain, or somebody's word. */
export const EVIDENCE_STRENGTHS = ['signed', 'authenticated', 'reported'] as const
export type EvidenceStrength = (typeof EVIDENCE_STRENGTHS)[number]

/**
 * Receipts may overtake one another, so a later answer is reached from any earlier one. `acknowledged` says that somebody
 * has seen it and will deal with it; `accepted`, that the team takes it on. What was taken on may turn out later to be
 * another's, or to lack consent: it may still be returned or declined, with a reason, and these alone are the end.
 */
const ANSWER_STEPS: Readonly<Record<AnswerState | 'none', readonly AnswerState[]>> = {
  none: ['collected', 'opened', 'acknowledged', 'accepted', 'returned', 'declined'],
  collected: ['opened', 'acknowledged', 'accepted', 'returned', 'declined'],
  opened: ['acknowledged', 'accepted', 'returned', 'declined'],
  acknowledged: ['accepted', 'returned', 'declined'],
  accepted: ['returned', 'declined'],
  returned: [],
  declined: [],
}

/** Whether an answer may go from one state (null: nothing said yet) to another. */
export function answerStep(from: AnswerState | null, to: AnswerState): boolean {
  return ANSWER_STEPS[from ?? 'none'].includes(to)
}

/**
 * The answer after an event of the given strength; the same state when nothing changes.
 *
 * Evidence that is merely reported moves nothing: anybody may report that a referral was opened.
 * `unreadable` and `misdeclared` are evidence about the referral, not an answer to it: the table has no step to them.
 */
export function nextAnswer(
  state: AnswerState | null,
  event: ReceiptEvent,
  strength: EvidenceStrength,
): AnswerState | null {
  if (strength === 'reported') return state
  return ANSWER_STEPS[state ?? 'none'].find((to) => to === event) ?? state
}
