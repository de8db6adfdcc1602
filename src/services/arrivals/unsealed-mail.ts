import { agreementBetween } from '../../domain/agreement-between.ts'
import { dayOf } from '../../domain/day.ts'
import { isWithin, markingOfSubject } from '../../domain/marking.ts'
import { ruleSet } from '../../domain/rule-sets.ts'
import type { Marking } from '../../domain/wire/referral-fields.ts'
import { fieldValues, readHead } from '../../mail/fields.ts'
import { readHeaders } from '../../mail/read.ts'
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
  if (network?.unsealedMail !== 'seal-on-arrival' || !envelope.tls || elsewhere) return refusedAsClear
  const agreement =
    network.agencyId === null
      ? undefined
      : agreementBetween(
          [network.agencyId, ...recipientAgencies],
          await readDirectory(db, service),
          dayOf(clock()),
        )
  if (!agreement)
    return refused(550, `5.7.1 No agreement in force covers mail from ${domain} to this mailbox`)
  const marking = subjectMarking(raw)
  if (!marking) {
    return refused(
      550,
      '5.7.1 Mail that is not encrypted must begin its subject with its protective marking, such as "RESTRICTED: "; mark it and send it again',
    )
  }
  const { scheme, ceiling } = ruleSet(agreement.ruleSet).marking
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

/** The marking that the subject begins with, where the mail has one subject. */
function subjectMarking(raw: Uint8Array): Marking | null {
  const head = readHead(raw)
  if (head === null || fieldValues(head.fields, 'subject').length !== 1) return null
  return markingOfSubject(readHeaders(raw).subject ?? '')
}
