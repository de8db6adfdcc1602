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

/** Every reason code there is. */
export const RECEIPT_REASONS: readonly ReceiptReason[] = [...answerReasons(), ...FAULT_REASONS]

/** The codes that a person may choose from. */
export function answerReasons(): AnswerReason[] {
  return Object.keys(ANSWER_REASONS) as AnswerReason[]
}

/** Whether the text is a reason that a person may give. */
export function isAnswerReason(text: string): text is AnswerReason {
  return Object.hasOwn(ANSWER_REASONS, text)
}
