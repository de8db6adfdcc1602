import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db.ts'

/** A certificate that has a key of some key id, and whose it is as people know it. */
export type KeyIdHolder = { keyId: string; fingerprint: string; owner: string }

/**
 * The certificates that nobody else's certificate may share these key ids with, so that it is clear whose mail is whose:
 * those in which the key itself has signed that it belongs there (a primary key, a signing subkey), and all of the same
 * agency.
 *
 * An encryption subkey signs nothing. Another agency that binds it into a certificate of its own is not believed to have it,
 * whoever comes first, and gains nothing: it cannot open what is sealed to it.
 *
 * @param agency the id of the one whose the certificate is that is to come to these
 */
export async function holdersOfKeyIds(
  db: Db,
  keyIds: readonly string[],
  agency: RawBuilder<string>,
): Promise<KeyIdHolder[]> {
  const { rows } = await sql<KeyIdHolder>`
    select s.key_id as "keyId", s.fpr as fingerprint, coalesce(m.address, 'somebody of the partnership') as owner
      from subkey s
      join certificate c on c.fpr = s.fpr
      left join mailbox m on m.id = c.mailbox_id
      left join person p on p.id = c.person_id
      where s.key_id = any (${keyIds}::text[])
        and (s.proven or coalesce(m.agency_id, p.agency_id) = ${agency})`.execute(db)
  return rows
}
