import { parseContentType } from './content-type.ts'
import { type Field, fieldValue, fieldValues } from './fields.ts'

/** What a machine would send by itself: a delivery report, a disposition notification, or anything else. */
export type AutomaticAnswer = 'delivery-report' | 'disposition-notification' | 'other'

/**
 * Why no automatic message may be sent in answer to a mail, in words; null when one may.
 *
 * Two machines that answer each other never stop, so it is asked before anything is sent that no person wrote. Whatever
 * is sent goes to the envelope sender, from `<>` (RFC 3464 §2, RFC 3834 §4, RFC 8098 §2.1).
 *
 * @param fields the header of the mail; `envelopeFrom` is its envelope sender
 */
export function whyNoAnswer(
  { fields, envelopeFrom }: { fields: readonly Field[]; envelopeFrom: string },
  answer: AutomaticAnswer,
): string | null {
  const value = (name: string) => (fieldValue(fields, name) ?? '').toLowerCase()
  // RFC 5321 §4.5.5: what has no sender is itself a report.
  if (envelopeFrom === '') return 'It has no envelope sender: it is a report itself.'
  const returnPath = value('return-path')
  if (/^<\s*>/.test(returnPath)) return 'Its return path is empty: it is a report itself.'
  const { type, parameters } = parseContentType(fieldValue(fields, 'content-type'))
  if (
    type === 'multipart/report' ||
    parameters.has('report-type') ||
    /^message\/.*(?:status|notification|feedback)/.test(type)
  ) {
    return 'It is a report.'
  }
  if (
    /^(?:<)?(?:mailer-daemon|post_?master|owner-[^@]*|[^@]*-(?:request|owner|relay|bounces?))@/.test(
      envelopeFrom.toLowerCase(),
    )
  ) {
    return 'Its envelope sender is a program (RFC 3834 §2).'
  }
  // RFC 3834 §5: any keyword but `no`, parameters and comments aside.
  const submitted = /^[a-z-]*/.exec(value('auto-submitted'))?.[0] ?? ''
  if (submitted !== '' && submitted !== 'no') return 'A machine sent it (Auto-Submitted).'
  if (/^(?:bulk|junk|list|auto_reply)\b/.test(value('precedence'))) return 'It is bulk mail (Precedence).'
  if (fields.some(({ name }) => name.startsWith('list-')))
    return 'It came by a mailing list (RFC 2919, RFC 2369).'
  if (/\b(?:all|oof|autoreply|dr|ndr|rn|nrn)\b/.test(value('x-auto-response-suppress'))) {
    return 'Its sender asks for no automatic answer (X-Auto-Response-Suppress).'
  }
  return answer === 'disposition-notification' ? whyNoNotification(fields, envelopeFrom) : null
}

/** RFC 8098 §2.1: only to one who asked, and without a person's consent only to where bounces go. */
function whyNoNotification(fields: readonly Field[], envelopeFrom: string): string | null {
  const asked = fieldValues(fields, 'disposition-notification-to')
  if (asked.length !== 1) return 'It does not ask for a notification.'
  const to = addressesOf(asked[0] ?? '')
  if (to.length !== 1) return 'It asks for notifications to several addresses.'
  if (to[0] !== envelopeFrom.toLowerCase())
    return 'It asks for a notification to another address than its sender’s.'
  if (
    /=\s{0,5}required\b/i.test((fieldValue(fields, 'disposition-notification-options') ?? '').slice(0, 1000))
  ) {
    return 'It requires a notification of a kind that is not known here.'
  }
  return null
}

function addressesOf(value: string): string[] {
  const bare = value.slice(0, 2000).replace(/"[^"]{0,200}"/g, '')
  return (bare.match(/[^\s<>(),;:"@]{1,64}@[^\s<>(),;:"@]{1,190}/g) ?? []).map((address) =>
    address.toLowerCase(),
  )
}
