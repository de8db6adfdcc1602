import { CertificateError, currentEncryptionKey, readCertificate } from '../../crypto/certificate.ts'
import { problem } from '../../domain/problems.ts'
import type { Db } from '../db.ts'

/**
 * The key ids that a sealed object must name: the current encryption subkey of each mailbox, each once
 * (promise 2).
 *
 * @throws ProblemError `no-certificate` naming the mailbox that cannot be sealed to
 */
export async function expectedSubkeys(db: Db, addresses: readonly string[], now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('mailbox')
    .innerJoin('certificate', 'certificate.mailbox_id', 'mailbox.id')
    .select(['mailbox.address', 'certificate.armored'])
    .where('mailbox.address', 'in', [...new Set(addresses)])
    .where('certificate.state', '=', 'current')
    .execute()
  const armoredOf = new Map(rows.map(({ address, armored }) => [address, armored]))
  const keyIds = new Set<string>()
  for (const address of addresses) {
    const armored = armoredOf.get(address)
    if (armored === undefined) throw problem('no-certificate', `${address} has no certificate to seal to.`)
    try {
      keyIds.add(await currentEncryptionKey(await readCertificate(armored), now))
    } catch (error) {
      if (error instanceof CertificateError) throw problem('no-certificate', `${address}: ${error.message}`)
      throw error
    }
  }
  return [...keyIds]
}
