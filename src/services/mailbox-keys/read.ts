import type { MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'
import { demandOwnMailbox } from './own-mailbox.ts'

/**
 * Who holds the keys of a mailbox.
 *
 * @throws ProblemError `not-yours`, `not-found`
 */
export async function readMailboxKeys(db: Db, caller: Caller, address: string): Promise<MailboxKeysResponse> {
  const { id } = await demandOwnMailbox(db, caller, 'see-mailbox-keys', address)
  return keysOf(db, { id, address })
}

/** The keys of a mailbox as they are now. */
export async function keysOf(
  db: Db,
  { id, address }: { id: string; address: string },
): Promise<MailboxKeysResponse> {
  const [newest, grants] = await Promise.all([
    db
      .selectFrom('key_generation')
      .select(['n', 'created_at'])
      .where('mailbox_id', '=', id)
      .orderBy('n', 'desc')
      .limit(1)
      .executeTakeFirst(),
    db
      .selectFrom('key_grant')
      .select(['n', 'part', 'grantee_fpr', 'granter', 'statement', 'signature', 'expires'])
      .where('mailbox_id', '=', id)
      .where('withdrawn_at', 'is', null)
      .orderBy('n')
      .orderBy('part')
      .orderBy('grantee_fpr')
      .execute(),
  ])
  return {
    mailbox: address,
    generation: newest?.n ?? 0,
    since: newest?.created_at.toISOString() ?? null,
    grants: grants.map(({ n, part, grantee_fpr, granter, statement, signature, expires }) => ({
      generation: n,
      part,
      grantee: grantee_fpr,
      granter,
      statement,
      signature,
      expires: expires.toISOString(),
    })),
  }
}
