import { agreementBetween } from '../../domain/agreement-between.ts'
import { dayOf } from '../../domain/day.ts'
import { descriptorsAdded } from '../../domain/descriptors.ts'
import {
  highestOf,
  isWithin,
  markingOfLine,
  markingOfSubject,
  namesHigherLevel,
} from '../../domain/marking.ts'
import { rulesOf } from '../../domain/rule-sets.ts'
import type { Marking } from '../../domain/wire/referral-fields.ts'
import { type Field, fieldValues, readHead } from '../../mail/fields.ts'
import { markingsOf } from '../../mail/markings.ts'
import { MailReadError, readHeaders, readReferral } from '../../mail/read.ts'
import type { Db } from '../db.ts'
import { readDirectory } from '../directory.ts'
import { type Envelope, type KeepAnswer, refused } from './envelope.ts'
import type { SendingDomain } from './sending-domain.ts'

type UnsealedMail = {
  raw: Uint8Array
  sender: SendingDomain
  envelope: Pick<Envelope, 'to' | 'tls'>
  /** those of its recipients that are mailboxes here, each once */
  mailboxes: readonly string[]
  /** the agencies of those mailboxes */
  recipientAgencies: readonly string[]
}

/**
 * Whether mail that came in clear may be sealed on arrival: only over TLS from a relay address of a network for
 * which the co-ordinator has laid that down, and only when the network, and the agreement that covers both
 * sides, may carry its marking (promise 9).
 *
 * Mail without a marking is refused. Every item is marked (M6) by its originator, whom only a refusal reaches; and
 * what says no marking cannot be held against what the network is accredited to carry.
 *
 * Nothing of the mail is in the answer but the name of its level, which is one of a closed list.
 *
 * @param refusedAsClear the answer that explains that a mailbox takes encrypted mail
 * @returns null when it may be
 */
export async function whyNotSealed(
  { db, clock, service }: { db: Db; clock: () => Date; service: { origin: string; domain: string } },
  { raw, sender, envelope, mailboxes, recipientAgencies }: UnsealedMail,
  refusedAsClear: KeepAnswer,
): Promise<KeepAnswer | null> {
  const { domain, network } = sender
  const elsewhere = envelope.to.some((address) => !mailboxes.includes(address.toLowerCase()))
  if (network?.unsealedMail !== 'seal-on-arrival' || sender.method !== 'relay-address') return refusedAsClear
  if (!envelope.tls || elsewhere) return refusedAsClear
  const directory = await readDirectory(db, service)
  const agreement =
    network.agencyId === null
      ? undefined
      : agreementBetween([network.agencyId, ...recipientAgencies], directory, dayOf(clock()))
  if (!agreement)
    return refused(550, `5.7.1 No agreement in force covers mail from ${domain} to this mailbox`)
  const added = descriptorsAdded(agreement.amendments)
  const marking = await markingOf(raw, added)
  if (marking === 'unclear') {
    return refused(
      550,
      '5.7.1 Subject and text of this mail do not bear one and the same marking; give it the one that it has and send it again',
    )
  }
  if (!marking) {
    return refused(
      550,
      '5.7.1 Mail that is not encrypted must begin its subject with its protective marking, such as "RESTRICTED: "; mark it and send it again',
    )
  }
  const { scheme, ceiling } = rulesOf(agreement, dayOf(clock())).marking
  for (const highest of [network.accreditation, { scheme, level: ceiling }]) {
    if (!isWithin(marking, highest)) {
      return refused(
        550,
        `5.7.1 ${marking.level} may not come by mail from ${domain}, which may carry ${highest.level} (${highest.scheme}) at the highest; do not lower the marking, ask your security officer how to send it`,
      )
    }
  }
  return null
}

/**
 * The marking of a mail whose subject begins with one: the highest that subject and text bear. Null when the subject
 * bears none, or there is not one subject that every reader sees. `unclear` when the mail says two things.
 */
async function markingOf(raw: Uint8Array, added: readonly string[]): Promise<Marking | null | 'unclear'> {
  const head = readHead(raw)
  if (head === null || !head.wellFormed || fieldValues(head.fields, 'subject').length !== 1) return null
  // A bare CR ends a line for some programs and not for others.
  if (/\r(?!\n)/.test(new TextDecoder('latin1').decode(raw.subarray(0, head.bodyStart)))) return null
  const subject = readHeaders(raw).subject ?? ''
  const ofSubject = markingOfSubject(subject, added)
  if (!ofSubject) return null
  if (namesHigherLevel(subject, ofSubject)) return 'unclear'
  const text = await readReferral(raw).then(
    (message) => message.text,
    (error: unknown) => {
      if (error instanceof MailReadError) return ''
      throw error
    },
  )
  return highestOf([...markingsOf({ subject, text }, added), ...headerMarkings(head.fields)]) ?? 'unclear'
}

/** What a header field of ours or of the Australian grammar says of the level (`SEC=`), where it is one that we know. */
function headerMarkings(fields: readonly Field[]): Marking[] {
  return ['despatch-marking', 'x-protective-marking']
    .flatMap((name) => fieldValues(fields, name))
    .flatMap((value) => markingOfLine(/(?:^|[,;]\s*)SEC=([A-Z][A-Z -]{0,39})/.exec(value)?.[1] ?? '') ?? [])
}
