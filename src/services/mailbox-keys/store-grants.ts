import { type SqlBool, sql } from 'kysely'
import type { Db } from '../db.ts'
import type { GrantRow } from './judge-grants.ts'

/** Keeps grants; one that stands already is replaced, and one that was withdrawn counts again. */
export async function storeGrants(db: Db, rows: readonly GrantRow[]): Promise<void> {
  for (const { sealed_token, ...row } of rows) {
    const { mailbox_id, n, part, grantee_fpr, ...rest } = row
    if (sealed_token === null) {
      await db
        .updateTable('key_grant')
        .set(rest)
        .where('mailbox_id', '=', mailbox_id)
        .where('n', '=', n)
        .where('part', '=', part)
        .where('grantee_fpr', '=', grantee_fpr)
        .execute()
    } else {
      await db
        .insertInto('key_grant')
        .values({ ...row, sealed_token })
        .onConflict((at) =>
          at.columns(['mailbox_id', 'n', 'part', 'grantee_fpr']).doUpdateSet({ ...rest, sealed_token }),
        )
        .execute()
    }
  }
}

/**
 * Withdraws the grants of everybody who is to hold them no more. What they have copied they have.
 * @param holders `part fingerprint` of those who go on
 * @returns how many were withdrawn
 */
export async function withdrawOthers(
  db: Db,
  mailboxId: string,
  { holders, now }: { holders: ReadonlySet<string>; now: Date },
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('key_grant')
    .set({ withdrawn_at: now })
    .where('mailbox_id', '=', mailboxId)
    .where('withdrawn_at', 'is', null)
    .where(sql<SqlBool>`part || ' ' || grantee_fpr <> all (${[...holders]}::text[])`)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
