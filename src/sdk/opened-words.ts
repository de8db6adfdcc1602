import { formatMarking } from '../domain/marking.ts'
import { referenceOf } from '../domain/reference.ts'
import type { OpenedArrival } from './open-arrival.ts'
import type { OpenedReferral } from './open-referral.ts'
import { NOT_YET_MARKED } from './wording.ts'

/** The marking of what was opened; mail that says none is treated as the highest until it is filed. */
export function markingOf(opened: OpenedReferral | OpenedArrival): string {
  if (opened.origin === 'submitted') return formatMarking(opened.manifest.marking)
  const { marking } = opened.filing
  return marking ? formatMarking(marking) : NOT_YET_MARKED
}

const BORNE_OUT_BY = {
  'relay-address': 'the relay that it came by',
  spf: 'SPF: their DNS names the server that it came by',
  dkim: 'DKIM: their server signed it',
  none: 'nothing',
} as const

/** Whom mail from a partner names as its sender, and what was found of its signature. */
export const senderOf = ({
  from,
  signatureSentence,
  word,
}: OpenedArrival): { from: string; verdict: string } => ({
  from: from ?? 'nobody named',
  verdict: `${signatureSentence}${word === null ? '' : ` That key is ${word}.`}`,
})

/** The same in a line. */
export function senderLine(opened: OpenedArrival): string {
  const { from, verdict } = senderOf(opened)
  return `From ${from}: ${verdict}`
}

/**
 * What mail from a partner was found to be, in lines: how it came, from whom as far as anybody can say, who else could read it.
 *
 * @param sayTime a time, ISO 8601, as whoever shows it writes times
 * @param unfiled what is to be done where it could not be filed, without a marking or a kind
 */
export function arrivalLines(
  opened: OpenedArrival,
  { sayTime, unfiled }: { sayTime: (iso: string) => string; unfiled: string },
): string[] {
  const { view, before, arrival, subject, readers, filed, mailbox, suspicions } = opened
  const { addressed, writtenTo, subjectProtected, sealedOnArrival, remarks } = opened
  const others = readers.filter((reader) => reader.mailbox !== mailbox)
  return [
    `${view.reference}, mail to ${mailbox} from ${arrival.domain}, received ${sayTime(arrival.received)}`,
    senderLine(opened),
    ...(addressed === 'elsewhere'
      ? [`WARNING: it was written to ${writtenTo.slice(0, 5).join(', ')}, not to this mailbox.`]
      : []),
    ...(before.doubt === null ? [] : [`WARNING: ${before.doubt}`]),
    ...suspicions.map((sentence) => `WARNING: ${sentence}`),
    ...remarks.map((remark) => `NOTE: ${remark}`),
    ...(subject === null
      ? []
      : [
          subjectProtected || sealedOnArrival
            ? `Subject: ${subject}`
            : `Subject, outside the seal, where anybody on the way could change it: ${subject}`,
        ]),
    readers.length === 0
      ? 'WARNING: it was not encrypted by its sender: others may have read it on its way.'
      : others.length === 0
        ? 'Only this mailbox can read it.'
        : `Can also be read by ${others.map((reader) => reader.mailbox ?? `somebody with the key ${reader.keyId}`).join(', ')}`,
    ...(arrival.authentication.result === 'pass'
      ? [
          `That it comes from ${arrival.domain} is borne out by ${BORNE_OUT_BY[arrival.authentication.method]}.`,
        ]
      : [
          `WARNING: nothing bears out that it comes from ${arrival.domain}, neither a relay address of theirs nor SPF or DKIM: that is only what it says.`,
        ]),
    filed
      ? `Filed as ${filed.kind}, ${formatMarking(filed.marking)}: ${referenceOf(filed.kind, filed.referral)} from now on.`
      : view.filed
        ? before.filing === null
          ? 'The service says that it was filed before.'
          : 'It was filed before.'
        : `NOT FILED YET: ${unfiled}`,
  ]
}
