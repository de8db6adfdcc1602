import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { KeyGrantResponse } from '../../domain/wire/key-response.ts'
import type { Db } from '../db.ts'

type Row = Omit<KeyGrantResponse, 'sealedToken'> & { token: Uint8Array }

/**
 * Grants that stand, each with the locked part that it is of: by mailbox, the oldest generation first, since old generations
 * still open old mail. All of it is useless without the grantee's private key.
 *
 * @param which a condition over `key_grant` and `mailbox`
 */
export async function grantsWhere(db: Db, which: RawBuilder<SqlBool>): Promise<KeyGrantResponse[]> {
  const { rows } = await sql<Row>`
    select mailbox.address as mailbox, key_grant.n as generation, key_grant.part, key_part.locked, key_grant.granter,
        key_grant.statement, key_grant.signature, key_grant.sealed_token as token
      from key_grant
      join key_part using (mailbox_id, n, part)
      join mailbox on mailbox.id = key_grant.mailbox_id
      where key_grant.withdrawn_at is null and ${which}
      order by mailbox.address, key_grant.n, key_grant.part`.execute(db)
  return rows.map(({ token, ...row }) => ({ ...row, sealedToken: Buffer.from(token).toString('base64') }))
}
