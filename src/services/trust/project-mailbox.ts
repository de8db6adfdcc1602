import type { Revocation } from '../../domain/wire/trust/certificate.ts'
import type { Db } from '../db.ts'
import type { Projected } from './project.ts'
import { projectCertificate } from './project-certificate.ts'

/** A mailbox, which is opened by its first certificate, and the certificate that it has now. */
export async function projectMailbox(
  db: Db,
  { mailbox: address, name, route }: { mailbox: string; name: string; route: 'local' | 'mail' },
  { after, now }: Projected,
): Promise<void> {
  const trusted = after.mailboxes[address]
  if (!trusted) throw new Error('a certificate that was entered stands in the trust log')
  const agency = await db
    .selectFrom('agency')
    .select('id')
    .where('name', '=', trusted.agency)
    .executeTakeFirstOrThrow()
  const { id } = await db
    .insertInto('mailbox')
    .values({ id: crypto.randomUUID(), agency_id: agency.id, address, name, route, closed_at: null })
    .onConflict((at) => at.column('address').doUpdateSet({ name }))
    .returning('id')
    .executeTakeFirstOrThrow()
  await projectCertificate(db, { armored: trusted.certificate, owner: { mailbox_id: id }, now })
}

/** A certificate that is not to be used any more. */
export async function projectRevocation(db: Db, { certificate }: Revocation): Promise<void> {
  await db.updateTable('certificate').set({ state: 'revoked' }).where('fpr', '=', certificate).execute()
}
