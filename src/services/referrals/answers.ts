import { sql } from 'kysely'
import { ANSWERS_NOTHING } from '../../domain/kinds.ts'
import type { Db } from '../db.ts'

/**
 * Which referral answers each delivery, first answer first: mail that joined it (its domain was authenticated
 * and it names the Message-ID that was delivered there), or a reply that the delivery's mailbox sent here. Mail that is
 * held back, or was dismissed, answers nothing; nor does a note or a record.
 *
 * @returns delivery id → id of the answering referral
 */
export async function readAnswers(db: Db, deliveryIds: readonly string[]): Promise<Map<string, string>> {
  if (deliveryIds.length === 0) return new Map()
  const [byMail, here] = await Promise.all([
    db
      .selectFrom('inbound')
      .innerJoin('inbound_recipient', 'inbound_recipient.inbound_id', 'inbound.id')
      .innerJoin('referral', 'referral.id', 'inbound_recipient.referral_id')
      .select(['inbound.answers as delivery', 'inbound_recipient.referral_id as referral'])
      .where('inbound.answers', 'in', [...deliveryIds])
      .where(
        sql<boolean>`not exists (
          select from delivery held join quarantine q on q.delivery_id = held.id
            where held.referral_id = referral.id and q.outcome is distinct from 'released')`,
      )
      .orderBy('referral.seq')
      .execute(),
    db
      .selectFrom('delivery')
      .innerJoin('referral', (join) =>
        join
          .onRef('referral.in_reply_to', '=', 'delivery.referral_id')
          .onRef('referral.from_mailbox', '=', 'delivery.mailbox_id'),
      )
      .select(['delivery.id as delivery', 'referral.id as referral'])
      .where('delivery.id', 'in', [...deliveryIds])
      .where('referral.kind', 'not in', [...ANSWERS_NOTHING])
      .orderBy('referral.seq')
      .execute(),
  ])
  const answers = new Map<string, string>()
  for (const { delivery, referral } of [...byMail, ...here]) {
    if (delivery !== null && !answers.has(delivery)) answers.set(delivery, referral)
  }
  return answers
}
