import type { ReadHeaders } from '../mail/read.ts'

/** Whose a mail says that it is. */
export type ClaimedSender = {
  /** null where it names nobody, or several */
  from: string | null
  senders: string[]
}

/** The header of a mail as its reader is shown it. */
export type ArrivalHeaders = {
  claimed: ClaimedSender
  subject: string | null
  /** whether the subject stood inside the seal; outside, anybody on the way may have written it */
  subjectProtected: boolean
  remarks: string[]
}

/** Subjects that stand outside for one that is hidden. */
const PLACEHOLDER = /^(?:\[?\.\.\.\]?|…|encrypted message|\(no subject\))?$/i

/**
 * What counts of two headers. A sender's word is what stands inside the seal: with RFC 9788 alone that, field for field
 * (RFC 9788 §4.2). From a mail program that protects no header, or by the drafts before it the subject alone as NeoMutt
 * does, what stands outside counts where there is nothing inside, and then it is shown as what it is.
 *
 * @param inside null for mail that came in clear, which has only one
 */
export function arrivalHeaders(outside: ReadHeaders, inside: ReadHeaders | null): ArrivalHeaders {
  const protects = inside !== null && inside.protection === 'hp'
  const sender = inside !== null && (protects || inside.senders.length > 0) ? inside : outside
  const subject = inside !== null && (protects || inside.subject !== null) ? inside : outside
  const remarks: string[] = []
  if (sender === inside && outside.senders.join() !== sender.senders.join() && sender.senders.length > 0) {
    remarks.push(
      `Outside it says that it is from ${outside.senders.join(', ') || 'nobody'}; what stands inside counts.`,
    )
  }
  if (inside !== null && sender === outside && outside.senders.length > 0) {
    remarks.push('Whom it is from stands outside the seal only: it could have been changed on the way.')
  }
  const shown = subject === outside && PLACEHOLDER.test(subject.subject ?? '') ? null : subject.subject
  return {
    claimed: { from: sender.from, senders: sender.senders },
    subject: shown,
    subjectProtected: subject === inside,
    remarks,
  }
}
