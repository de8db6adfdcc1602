import { type Named, peopleIn } from '../../domain/cases/places.ts'
import { isKindName } from '../../domain/kinds.ts'
import { ClientError } from '../errors.ts'
import { openDelivery, readOwnCopy } from '../open-delivery.ts'
import type { Session } from '../session.ts'

/**
 * Everybody whom a referral names in its form, so that nobody keys them again (B5). It is opened as it always is: what was received
 * is signed for, and the reading of what was sent is logged.
 *
 * @param delivery the delivery of it, where it was received; null for what one's own mailbox sent
 * @throws ClientError when it cannot be read, is not what was declared, or its form has no people
 */
export async function peopleOfReferral(
  session: Session,
  { referral, delivery, now }: { referral: string; delivery: string | null; now: Date },
): Promise<Named[]> {
  const opened =
    delivery === null
      ? await readOwnCopy({ session, referral, now })
      : await openDelivery({ session, delivery, referral, now })
  if (opened.outcome === 'unreadable') throw new ClientError(opened.sentence)
  if (opened.outcome === 'misdeclared')
    throw new ClientError('It is not what its sender declared. Open it, and settle that first: despatch open')
  const { data } = opened
  const kind = opened.origin === 'submitted' ? opened.manifest.kind : opened.kind
  const found = kind !== null && isKindName(kind) ? peopleIn(kind, data) : []
  if (found.length > 0) return found
  throw new ClientError(
    `${opened.view.reference} names nobody in a form that can be read; what its text says has to be written down by hand.`,
  )
}
