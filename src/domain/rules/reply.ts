import { keepsBack } from '../replies.ts'
import type { KindName } from '../wire/referral-fields.ts'
import { type Finding, GUIDANCE, needs, refused, type Uncovered } from './case.ts'

const WITHHOLDING = { rule: 'L14', statute: `${GUIDANCE}, sections 4.3.1 and 4.3.4` }

/** What tells how it answers; research that asks is of a kind with research that was done. */
const ANSWERING: readonly KindName[] = ['reply', 'marac-research']

/**
 * Who was asked for what identifies nobody does not keep it back for want of a legal basis: sharing it needs none (L14). What a
 * partner's own program sends as mail says nothing of this, and is not judged.
 */
export function replyRules({ fields: { kind, reply }, answers }: Uncovered): Finding[] {
  if (reply === null) {
    if (kind !== 'reply') return []
    return [
      refused(
        WITHHOLDING,
        'A reply says how it answers, and this one does not. Make it again with a program that does.',
      ),
    ]
  }
  if (!ANSWERING.includes(kind)) {
    return [refused(WITHHOLDING, `It says how it answers, and a ${kind} answers nothing. Leave that out.`)]
  }
  const { outcome, reason } = reply
  if (reason !== null && !keepsBack(outcome)) {
    return [
      refused(
        WITHHOLDING,
        `It is ${outcome}, and yet gives a reason for keeping something back (${reason}). Leave out what is not so.`,
      ),
    ]
  }
  if (outcome !== 'cannot-share' || !identifiesNobody(answers?.dataClass ?? null)) return []
  if (reason === null) {
    return [
      needs(
        WITHHOLDING,
        'What was asked identifies nobody, and there is no legal basis for not sharing that: say by its code why it is not shared, such as cannot-depersonalise or prejudice.',
      ),
    ]
  }
  if (reason !== 'no-legal-basis') return []
  return [
    refused(
      WITHHOLDING,
      'What was asked identifies nobody, and sharing depersonalised information needs no legal basis: there is none for not sharing it either. Depersonalise what you hold and share that, or give the reason that there is, such as cannot-depersonalise or prejudice.',
    ),
  ]
}

const identifiesNobody = (dataClass: string | null): boolean =>
  dataClass === 'none' || dataClass === 'depersonalised'
