import { problem } from '../../domain/problems.ts'
import type { Manifest } from '../../domain/wire/manifest.ts'
import type { Db } from '../db.ts'

/**
 * Demands that the sending mailbox may write into the thread: an unknown thread is begun by whoever names it
 * first, a known one is open to its parties only, and what is answered must stand in that thread where the
 * sending mailbox can see it.
 *
 * @throws ProblemError `not-a-thread-party`
 */
export async function demandThreadParty(
  db: Db,
  { thread, inReplyTo }: Pick<Manifest, 'thread' | 'inReplyTo'>,
  mailboxId: string,
): Promise<void> {
  const parties = await db
    .selectFrom('thread_party')
    .select('mailbox_id')
    .where('thread', '=', thread)
    .execute()
  const party = parties.some((row) => row.mailbox_id === mailboxId)
  if (parties.length > 0 && !party) throw problem('not-a-thread-party')
  if (inReplyTo === null) return
  const visible = await db
    .selectFrom('referral')
    .select('id')
    .where('id', '=', inReplyTo)
    .where('thread', '=', thread)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('from_mailbox', '=', mailboxId),
        exists(
          selectFrom('delivery')
            .select('delivery.id')
            .whereRef('delivery.referral_id', '=', 'referral.id')
            .where('delivery.mailbox_id', '=', mailboxId),
        ),
      ]),
    )
    .executeTakeFirst()
  if (!visible) {
    throw problem(
      'not-a-thread-party',
      'What this answers is not in that exchange, or not for this mailbox to see.',
    )
  }
}
