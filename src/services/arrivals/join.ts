import type { Db } from '../db.ts'
import type { SendingDomain } from './sending-domain.ts'

/** The delivery that a mail answers, and the referral it belongs to. */
export type Joined = { deliveryId: string; referralId: string; thread: string }

/**
 * Finds what a mail answers: a Message-ID that it names must be of a referral that left for a mailbox of the
 * very domain that authenticated itself, and the mailbox it comes to must be party to that thread. A stranger
 * who guesses or copies a Message-ID joins nothing.
 */
export async function findJoined(
  db: Db,
  mail: { sender: SendingDomain; mailboxId: string; messageIds: readonly string[] },
): Promise<Joined | undefined> {
  const { sender, mailboxId, messageIds } = mail
  if (!sender.authenticated || messageIds.length === 0) return undefined
  return db
    .selectFrom('referral')
    .innerJoin('delivery', 'delivery.referral_id', 'referral.id')
    .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
    .innerJoin('thread_party', (join) =>
      join.onRef('thread_party.thread', '=', 'referral.thread').on('thread_party.mailbox_id', '=', mailboxId),
    )
    .select(['delivery.id as deliveryId', 'referral.id as referralId', 'referral.thread'])
    .where('referral.origin', '=', 'submitted')
    .where('referral.message_id', 'in', [...messageIds])
    .where('mailbox.route', '=', 'mail')
    .where(({ eb, fn, val }) =>
      eb(fn('split_part', ['mailbox.address', val('@'), val(2)]), '=', sender.domain),
    )
    .where('delivery.attempts', '>', 0)
    .orderBy('referral.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
}
