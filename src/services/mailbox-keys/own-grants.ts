import type { KeyGrantResponse } from '../../domain/wire/key-response.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'

/**
 * Every part of a mailbox key that was granted to the caller's own certificates and not withdrawn, oldest generation first:
 * old generations still open old mail. All of it is useless without the caller's private key.
 */
export async function readKeyGrants(db: Db, caller: Caller): Promise<KeyGrantResponse[]> {
  const rows = await db
    .selectFrom('key_grant')
    .innerJoin('certificate', 'certificate.fpr', 'key_grant.grantee_fpr')
    .innerJoin('key_part', (join) =>
      join
        .onRef('key_part.mailbox_id', '=', 'key_grant.mailbox_id')
        .onRef('key_part.n', '=', 'key_grant.n')
        .onRef('key_part.part', '=', 'key_grant.part'),
    )
    .innerJoin('mailbox', 'mailbox.id', 'key_grant.mailbox_id')
    .select(['mailbox.address', 'key_grant.n', 'key_grant.part', 'key_part.locked', 'key_grant.granter'])
    .select(['key_grant.statement', 'key_grant.signature', 'key_grant.sealed_token'])
    .where('certificate.person_id', '=', caller.personId)
    .where('key_grant.withdrawn_at', 'is', null)
    .orderBy('mailbox.address')
    .orderBy('key_grant.n')
    .orderBy('key_grant.part')
    .execute()
  return rows.map((row) => ({
    mailbox: row.address,
    generation: row.n,
    part: row.part,
    locked: row.locked,
    statement: row.statement,
    signature: row.signature,
    sealedToken: Buffer.from(row.sealed_token).toString('base64'),
    granter: row.granter,
  }))
}
