import { isKindName } from '../../domain/kinds.ts'
import type { KindName } from '../../domain/wire/referral-fields.ts'
import { ClientError } from '../errors.ts'
import { openDelivery, readOwnCopy } from '../open-delivery.ts'
import type { Session } from '../session.ts'

/** A referral that a case takes something over from. */
export type TakenFrom = {
  referral: string
  /** the delivery of it, where it was received; null for what one's own mailbox sent */
  delivery: string | null
  now: Date
}

/** A form as it was filled in; its kind is null where it is none that is known here. */
export type ReferralForm = { reference: string; kind: KindName | null; data: unknown }

/**
 * The form of a referral, opened as it always is: what was received is signed for, and the reading of what was sent is logged.
 *
 * @throws ClientError when it cannot be read or is not what was declared
 */
export async function formOfReferral(
  session: Session,
  { referral, delivery, now }: TakenFrom,
): Promise<ReferralForm> {
  const opened =
    delivery === null
      ? await readOwnCopy({ session, referral, now })
      : await openDelivery({ session, delivery, referral, now })
  if (opened.outcome === 'unreadable') throw new ClientError(opened.sentence)
  if (opened.outcome === 'misdeclared')
    throw new ClientError(
      'It is not what its sender declared. Open it, and settle that first.',
      'The command for it: despatch open',
    )
  const kind = opened.origin === 'submitted' ? opened.manifest.kind : opened.kind
  return {
    reference: opened.view.reference,
    kind: kind !== null && isKindName(kind) ? kind : null,
    data: opened.data,
  }
}
