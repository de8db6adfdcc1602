import { readCertificate } from '../../crypto/certificate.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'

/** The caller's own current certificates. */
export async function ownCertificates(db: Db, caller: Caller): Promise<PublicKey[]> {
  const own = await db
    .selectFrom('certificate')
    .select('armored')
    .where('person_id', '=', caller.personId)
    .where('state', '=', 'current')
    .execute()
  return Promise.all(own.map(({ armored }) => readCertificate(armored)))
}
