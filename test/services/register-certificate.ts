import { certificateRows } from '../../src/demo/partnership/certificates.ts'
import type { TestDatabase } from '../setup/database.ts'

/** The co-ordinator takes in the certificate that a partner's own program made; the one before is of use no more. */
export async function registerCertificate(
  { db, owner }: Pick<TestDatabase, 'db' | 'owner'>,
  address: string,
  armored: string,
): Promise<void> {
  const { id } = await db
    .selectFrom('mailbox')
    .select('id')
    .where('address', '=', address)
    .executeTakeFirstOrThrow()
  const { certificate, subkeys } = await certificateRows(armored, { mailbox_id: id }, new Date())
  await owner.updateTable('certificate').set({ state: 'superseded' }).where('mailbox_id', '=', id).execute()
  await db.insertInto('certificate').values(certificate).execute()
  await db.insertInto('subkey').values(subkeys).execute()
}
