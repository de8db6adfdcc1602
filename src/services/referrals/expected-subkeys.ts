import { CertificateError, currentEncryptionKey } from '../../crypto/certificate.ts'
import type { ReadCertificate } from '../../crypto/certificate-cache.ts'
import { problem } from '../../domain/problems.ts'

/**
 * The key ids that a sealed object must name: the current encryption subkey of each mailbox, each once
 * (promise 2).
 *
 * @param certificates the armored current certificate of each mailbox, by address
 * @throws ProblemError `no-certificate` naming the mailbox that cannot be sealed to
 */
export async function expectedSubkeys(
  certificates: ReadonlyMap<string, string>,
  addresses: readonly string[],
  { now, readCertificate }: { now: Date; readCertificate: ReadCertificate },
): Promise<string[]> {
  const keyIds = new Set<string>()
  for (const address of new Set(addresses)) {
    const armored = certificates.get(address)
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
