import { sql } from 'kysely'
import { describeCertificate, readCertificate } from '../../crypto/certificate.ts'
import { problem } from '../../domain/problems.ts'
import type { Db } from '../db.ts'
import { holdersOfKeyIds } from './key-ids.ts'

/** Whose certificate it is, by row. */
export type CertificateOwner = { mailbox_id: string } | { person_id: string }

/**
 * The current certificate of a mailbox or a person, with a row for each key in it: those that may be used, from their
 * creation on; the others until now, so that mail to a key that was given up is known for a while.
 *
 * @throws ProblemError `conflict` when one of its key ids is another's: nobody could say whose mail is whose
 */
export async function projectCertificate(
  db: Db,
  { armored, owner, now }: { armored: string; owner: CertificateOwner; now: Date },
): Promise<void> {
  const certificate = await readCertificate(armored)
  // Another machine may have made a key of it a moment ahead of our clock: it is none the less the one in use.
  const made = [certificate, ...certificate.subkeys].map((part) => part.getCreationTime().getTime())
  const at = new Date(Math.max(now.getTime(), ...made))
  const { fingerprint, signing, encryption } = await describeCertificate(certificate, at)
  const [column, id, table] =
    'mailbox_id' in owner
      ? (['mailbox_id', owner.mailbox_id, 'mailbox'] as const)
      : (['person_id', owner.person_id, 'person'] as const)
  await db
    .updateTable('certificate')
    .set({ state: 'superseded' })
    .where(column, '=', id)
    .where('state', '=', 'current')
    .where('fpr', '<>', fingerprint)
    .execute()
  await db
    .insertInto('certificate')
    .values({
      fpr: fingerprint,
      mailbox_id: null,
      person_id: null,
      ...owner,
      armored,
      state: 'current',
      added_at: now,
    })
    .onConflict((on) => on.column('fpr').doUpdateSet({ armored, state: 'current' }))
    .execute()
  const encrypts = new Set(encryption.map(({ keyId }) => keyId))
  const keys = [certificate, ...certificate.subkeys].map((part) => {
    const keyId = part.getKeyID().toHex()
    const use = encrypts.has(keyId) ? 'encrypt' : signing.includes(keyId) ? 'sign' : 'certify'
    // A signing subkey counts only with its signature back (RFC 9580 §5.2.1.9).
    const proven = part === certificate || signing.includes(keyId)
    return { keyId, use, proven, from: part.getCreationTime().toISOString() }
  })
  const ids = keys.map(({ keyId }) => keyId)
  const agency = sql<string>`(select agency_id from ${sql.table(table)} where id = ${id})`
  const others = await holdersOfKeyIds(db, ids, agency)
  if (others.some((other) => other.fingerprint !== fingerprint))
    throw problem(
      'conflict',
      'One of the keys of this certificate has a key id that another certificate has already.',
    )
  await sql`
    insert into subkey (key_id, fpr, use, proven, valid)
      select key_id, ${fingerprint}, use, proven, tstzrange(made, null)
        from unnest(${ids}::text[], ${keys.map(({ use }) => use)}::text[], ${keys.map(({ proven }) => proven)}::boolean[],
          ${keys.map(({ from }) => from)}::timestamptz[]) as part (key_id, use, proven, made)
      -- A key that has ended keeps what it was for.
      on conflict (key_id, fpr) do update set
        use = case when excluded.use = 'certify' then subkey.use else excluded.use end,
        proven = subkey.proven or excluded.proven`.execute(db)
  const usable = [fingerprint.slice(-16), ...signing, ...encrypts]
  await sql`
    update subkey set valid = valid * tstzrange(null, ${at})
      where fpr = ${fingerprint} and upper_inf(valid) and key_id <> all (${usable}::text[])`.execute(db)
}
