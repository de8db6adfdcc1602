import { wkdHash } from '../../crypto/wkd-hash.ts'
import type { Revocation } from '../../domain/wire/trust/certificate.ts'
import type { Db } from '../db.ts'
import { noteForOfficers } from '../notices/key-notices.ts'
import type { Projected } from './project.ts'
import { projectCertificate } from './project-certificate.ts'
import { endSessionsOf } from './project-person.ts'

/** A mailbox, which is opened by its first certificate, and the certificate that it has now. */
export async function projectMailbox(
  db: Db,
  { mailbox: address, name, route }: { mailbox: string; name: string; route: 'local' | 'mail' },
  { before, after, now }: Projected,
): Promise<void> {
  const trusted = after.mailboxes[address]
  if (!trusted) throw new Error('a certificate that was entered stands in the trust log')
  const agency = await db
    .selectFrom('agency')
    .select('id')
    .where('name', '=', trusted.agency)
    .executeTakeFirstOrThrow()
  const { restricted } = trusted
  const wkd_hash = await wkdHash(address.slice(0, address.lastIndexOf('@')))
  const { id } = await db
    .insertInto('mailbox')
    .values({
      id: crypto.randomUUID(),
      agency_id: agency.id,
      address,
      name,
      route,
      closed_at: null,
      restricted,
      wkd_hash,
    })
    .onConflict((at) => at.column('address').doUpdateSet({ name, route, agency_id: agency.id, restricted }))
    .returning('id')
    .executeTakeFirstOrThrow()
  const was = before.mailboxes[address]?.restricted
  if (was !== undefined && was !== restricted) {
    const what = restricted ? 'restricted' : 'unrestricted'
    await noteForOfficers(db, { what, about: String(after.size), agencyId: agency.id, mailboxId: id })
  }
  await projectCertificate(db, { armored: trusted.certificate, owner: { mailbox_id: id }, now })
}

/** A certificate that is not to be used any more; a person whose it is, is signed in no more. */
export async function projectRevocation(db: Db, { certificate }: Revocation, now: Date): Promise<void> {
  const row = await db
    .updateTable('certificate')
    .set({ state: 'revoked' })
    .where('fpr', '=', certificate)
    .returning('person_id')
    .executeTakeFirst()
  if (row?.person_id) await endSessionsOf(db, row.person_id, now)
}
