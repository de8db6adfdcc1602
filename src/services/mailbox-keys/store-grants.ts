import { type Insertable, type SqlBool, sql } from 'kysely'
import type { Database } from '../../store/tables.ts'
import type { Db } from '../db.ts'
import type { GrantRow } from './judge-grants.ts'

/** Grants that one question to the database writes. */
const AT_ONCE = 500

/** Keeps grants; one that stands already is replaced, and one that was withdrawn counts again. */
export async function storeGrants(db: Db, rows: readonly GrantRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE)
    const fresh = some.flatMap(({ sealed_token, ...row }) => (sealed_token ? [{ ...row, sealed_token }] : []))
    await storeFresh(db, fresh)
    await storeAgain(
      db,
      some.filter(({ sealed_token }) => sealed_token === null),
    )
  }
}

async function storeFresh(db: Db, rows: readonly Insertable<Database['key_grant']>[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto('key_grant')
    .values([...rows])
    .onConflict((at) =>
      at.columns(['mailbox_id', 'n', 'part', 'grantee_fpr']).doUpdateSet((given) => ({
        granter: given.ref('excluded.granter'),
        statement: given.ref('excluded.statement'),
        signature: given.ref('excluded.signature'),
        sealed_token: given.ref('excluded.sealed_token'),
        expires: given.ref('excluded.expires'),
        granted_at: given.ref('excluded.granted_at'),
        withdrawn_at: null,
      })),
    )
    .execute()
}

/** Those whose token stands already. */
async function storeAgain(db: Db, rows: readonly GrantRow[]): Promise<void> {
  const given = rows.map(({ sealed_token: _standing, ...row }) => row)
  await sql`
    update key_grant set granter = given.granter, statement = given.statement, signature = given.signature,
        expires = given.expires, granted_at = given.granted_at, withdrawn_at = null
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (mailbox_id uuid, n integer, part text,
        grantee_fpr text, granter text, statement text, signature text, expires timestamptz, granted_at timestamptz)
      where key_grant.mailbox_id = given.mailbox_id and key_grant.n = given.n and key_grant.part = given.part
        and key_grant.grantee_fpr = given.grantee_fpr`.execute(db)
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
