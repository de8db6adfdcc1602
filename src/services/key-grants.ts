import type { KeyGrantResponse } from '../domain/wire/key-response.ts'
import type { Caller } from './caller.ts'
import type { Db } from './db.ts'

/**
 * Every mailbox key generation that was granted to the caller's own certificates, oldest generation first:
 * old generations still open old mail. All of it is useless without the caller's private key.
 */
export async function readKeyGrants(db: Db, caller: Caller): Promise<KeyGrantResponse[]> {
  const rows = await db
    .selectFrom('key_grant')
    .innerJoin('certificate', 'certificate.fpr', 'key_grant.grantee_fpr')
    .innerJoin('key_generation', (join) =>
      join
        .onRef('key_generation.mailbox_id', '=', 'key_grant.mailbox_id')
        .onRef('key_generation.n', '=', 'key_grant.n'),
    )
    .innerJoin('mailbox', 'mailbox.id', 'key_grant.mailbox_id')
    .innerJoin('certificate as granter', 'granter.fpr', 'key_grant.granter')
    .select(['mailbox.address', 'key_grant.n', 'key_generation.locked', 'granter.armored as granter'])
    .select(['key_grant.statement', 'key_grant.signature', 'key_grant.sealed_token'])
    .where('certificate.person_id', '=', caller.personId)
    .orderBy('mailbox.address')
    .orderBy('key_grant.n')
    .execute()
  return rows.map((row) => ({
    mailbox: row.address,
    generation: row.n,
    locked: row.locked,
    statement: row.statement,
    signature: row.signature,
    sealedToken: Buffer.from(row.sealed_token).toString('base64'),
    granter: row.granter,
  }))
}
