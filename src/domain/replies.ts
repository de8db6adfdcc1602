import type { ReplyOutcome } from './wire/referral-fields.ts'

/** How a reply answers, as its reader is told. */
export const OUTCOMES = {
  answered: 'Answered',
  'partly-answered': 'Answered in part',
  'nothing-held': 'We hold nothing',
  'cannot-share': 'We hold something that we may not share',
  'returned-with-advice': 'Returned to you, with our advice',
} as const satisfies Record<ReplyOutcome['outcome'], string>

/**
 * Why something is held and not shared. Codes of a closed list: they stand in the manifest, which auditors read. What more there is
 * to say stands, sealed, in the reply.
 */
export const WITHHELD = {
  'no-legal-basis': 'We see no legal basis for sharing it',
  'cannot-depersonalise': 'It would identify somebody however it is depersonalised',
  confidence: 'It was told to us in confidence',
  'consent-refused': 'Consent was refused, and the law rests on it',
  prejudice: 'It would prejudice proceedings or operations',
  risk: 'It would put somebody at risk of harm',
  originator: 'It is from another agency, which has not agreed',
} as const satisfies Record<NonNullable<ReplyOutcome['reason']>, string>

/** Whether a reply of this outcome keeps something back, and so may say why. */
export const keepsBack = (outcome: ReplyOutcome['outcome']): boolean =>
  outcome === 'cannot-share' || outcome === 'partly-answered'

/** In a line for an auditor: `cannot-share (prejudice)`. */
export function replyInWords({ outcome, reason }: ReplyOutcome): string {
  return reason === null ? outcome : `${outcome} (${reason})`
}
