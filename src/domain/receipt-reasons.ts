import type { ReceiptEvent } from './wire/receipt.ts'

/**
 * The reasons that a receipt can give. They are codes of a closed list, never free text: receipts stand in the
 * log and are read by auditors, who see no content and no name (promise 7). What a reader wants to say beyond
 * them goes, sealed, into a reply.
 */

/** Why a reader returns or declines, with the sentence for the sender. */
const ANSWER_REASONS = {
  'not-our-area': 'The matter lies outside the area of this agency.',
  'not-our-function': 'This team does not deal with matters of this kind.',
  'wrong-mailbox': 'It was meant for another mailbox.',
  duplicate: 'The same referral has been received already.',
  'not-enough-information': 'There is not enough in it to act on.',
  'no-legal-basis': 'The reader sees no legal basis for holding or acting on it.',
  'threshold-not-met': 'It does not reach the threshold of this team.',
  'consent-not-obtained': 'The team works by consent, and has none.',
  // Not "known to us": whether somebody is a team's client is for a reply, before which the rules are asked.
  'already-in-hand': 'The matter is being dealt with already.',
  'advice-given': 'The team takes no further action; its advice is in a reply.',
  'no-capacity': 'The team cannot take it on at present.',
  'nothing-to-add': 'The team holds nothing and will do nothing further.',
} as const
export type AnswerReason = keyof typeof ANSWER_REASONS

/** Why a reader's client calls a referral unreadable or misdeclared. */
const FAULT_REASONS = [
  'not-addressed',
  'mislabelled',
  'corrupt',
  'too-large',
  'not-encrypted',
  'not-a-message',
  'content-differs',
  'raw-differs',
  'entity-differs',
  'seal-not-by-sender',
  'not-addressed-here',
  'headers-differ',
  'no-terms',
  'terms-differ',
  'terms-not-signed',
  'data-not-of-kind',
  'text-differs',
  'class-differs',
  'categories-differ',
  'reply-differs',
  'attachments-not-allowed',
] as const
export type FaultReason = (typeof FAULT_REASONS)[number]

export type ReceiptReason = AnswerReason | FaultReason

const ANSWERS_WITH_REASON: readonly ReceiptEvent[] = ['returned', 'declined']
const FAULTS: readonly ReceiptEvent[] = ['unreadable', 'misdeclared']

/** Every reason code there is. */
export const RECEIPT_REASONS: readonly ReceiptReason[] = [...answerReasons(), ...FAULT_REASONS]

/**
 * What is wrong with the reason of a receipt, in a sentence; null when nothing is. Whoever gives a matter back says why, by a code of
 * the answers; a fault that a client found names a fault, or none; nothing else has a reason.
 */
export function reasonFault(event: ReceiptEvent, reason: ReceiptReason | null): string | null {
  if (ANSWERS_WITH_REASON.includes(event)) {
    return reason !== null && isAnswerReason(reason)
      ? null
      : `What is ${event} says why: a reason is one of ${answerReasons().join(', ')}.`
  }
  if (reason === null || (FAULTS.includes(event) && !isAnswerReason(reason))) return null
  return `A receipt that it was ${event} does not have the reason ${reason}.`
}

/** The codes that a person may choose from. */
export function answerReasons(): AnswerReason[] {
  return Object.keys(ANSWER_REASONS) as AnswerReason[]
}

/** What a reason that a person gave means, for whoever reads it; the code itself for a fault. */
export function reasonSentence(reason: string): string {
  return isAnswerReason(reason) ? ANSWER_REASONS[reason] : reason
}

/** Whether the text is a reason that a person may give. */
export function isAnswerReason(text: string): text is AnswerReason {
  return Object.hasOwn(ANSWER_REASONS, text)
}
