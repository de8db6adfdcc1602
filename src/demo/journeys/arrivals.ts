import { Arrival } from '../../domain/wire/arrival.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import type { Filing, OpenedArrival } from '../../sdk/open-arrival.ts'
import { openDelivery } from '../../sdk/open-delivery.ts'
import type { Session } from '../../sdk/session.ts'
import type { SentMail } from '../partner/officer.ts'
import { ASB_TEAM } from '../partnership/mailboxes.ts'
import { demand, type Evidence, eventually } from './telling.ts'

/** Mail from a partner as the ASB team has opened it, with the reference that it has since. */
export type ReadArrival = { opened: OpenedArrival; reference: string }

/**
 * Waits for a partner's mail in the ASB team's inbox and opens it.
 *
 * @param filing what the reader says it is, where the mail does not
 */
export async function openArrivalOf(
  session: Session,
  { messageId }: SentMail,
  { now, filing = {} }: { now: Date; filing?: Filing },
): Promise<ReadArrival> {
  const delivery = await eventually(() => findArrival(session, { messageId, mailbox: ASB_TEAM }))
  const opened = await openDelivery({ session, delivery, filing, now })
  demand(opened.outcome === 'opened' && opened.origin === 'mail', `It did not open: ${opened.outcome}.`)
  return { opened, reference: (await session.client.delivery(delivery)).reference }
}

/** The delivery of the mail with that Message-ID to a mailbox: it stands in the arrival statement. */
export async function findArrival(
  { client }: Session,
  { messageId, mailbox }: { messageId: string; mailbox: string },
): Promise<string | null> {
  const { rows } = await client.inbox({ mailbox })
  for (const { delivery, origin, state } of rows) {
    if (origin !== 'mail' || state !== 'delivered') continue
    const { statement } = await client.delivery(delivery)
    if (parseStatement(Arrival, statement).messageId === messageId) return delivery
  }
  return null
}

/** What opening it showed: whose it is, by which proof, and who else could read it. */
export const arrivalEvidence = ({ opened, reference }: ReadArrival): Evidence[] => [
  ['reference', reference],
  ['from', `${opened.from ?? 'unknown'}, by a relay address of ${opened.arrival.domain}`],
  ['signature', opened.signatureSentence],
  ['who could read it', opened.readers.map(({ keyId, mailbox }) => mailbox ?? keyId).join(', ')],
  ['filed as', opened.filed === null ? 'not yet' : `${opened.filed.kind}, ${opened.filed.marking.level}`],
]
