import { sql } from 'kysely'
import { CertificateError, currentEncryptionKey } from '../../crypto/certificate.ts'
import { createCertificates } from '../../crypto/certificate-cache.ts'
import { createSealedObjectCheck, recipientKeyIds, SealedObjectError } from '../../crypto/sealed-object.ts'
import { problem } from '../../domain/problems.ts'
import type { Caller } from '../caller.ts'
import type { Db } from '../db.ts'

/**
 * Demands that papers are an OpenPGP message that auditors of the caller's agency can open, the caller among them, and nobody
 * else. Which of them, their clients judge by the trust log: one whom it does not have in office yet, or any more, is left out.
 *
 * @throws ProblemError `sealed-object-refused`, `no-certificate`
 */
export async function demandSealedToAuditors(
  db: Db,
  caller: Caller,
  sealed: Uint8Array,
  now: Date,
): Promise<void> {
  const keys = await auditorKeys(db, caller.agencyId, now)
  const own = keys.get(caller.personId)
  if (own === undefined) throw problem('no-certificate', 'You have no key that papers could be sealed to.')
  try {
    const named = recipientKeyIds(sealed)
    const auditors = new Set(keys.values())
    const expected = named.filter((id) => auditors.has(id))
    const check = createSealedObjectCheck([own, ...expected])
    check.push(sealed)
    check.end()
  } catch (error) {
    if (error instanceof SealedObjectError) throw problem('sealed-object-refused', error.message)
    throw error
  }
}

/** The key ids that the auditors of an agency have things sealed to today, by person. */
async function auditorKeys(db: Db, agencyId: string, now: Date): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ person: string; armored: string }>`
    select person.id as person, certificate.armored
      from person
      join certificate on certificate.person_id = person.id and certificate.state = 'current'
      where person.agency_id = ${agencyId} and person.state = 'active'
        and exists (select from role_grant where role_grant.person_id = person.id
          and role_grant.role = 'auditor' and role_grant.valid @> current_date)`.execute(db)
  const readCertificate = createCertificates()
  const keys = new Map<string, string>()
  for (const { person, armored } of rows) {
    try {
      keys.set(person, await currentEncryptionKey(await readCertificate(armored), now))
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error
    }
  }
  return keys
}
