import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import { mailboxOf } from '../../domain/trust/state.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { MailboxCertificate } from '../../domain/wire/trust/certificate.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'
import { signAndEnter } from '../trust-entry.ts'

/** A mailbox that is to be opened, and the certificate of its key. */
export type NewMailbox = {
  agency: string
  address: string
  name: string
  certificate: string
}

/**
 * Opens a mailbox of one's own agency that is read outside the service: certifies the key that its mail program made, as
 * liaison officer or deputy. (`openMailbox` of sdk/keys opens one that is read here.)
 * @throws ClientError when it is open already, TrustError, CertificateError
 */
export async function certifyMailbox(
  session: Session,
  { agency, address, name, certificate: armored }: NewMailbox,
  now: Date,
): Promise<{ fingerprint: string; size: number }> {
  const certificate = await readCertificate(armored)
  const known = mailboxOf(await session.trust.refresh(), address)
  if (known && !known.vouched)
    throw new ClientError(`${address} is open already, with the key ${known.fingerprint}.`)
  const statement = writeStatement(MailboxCertificate, {
    despatch: 'certificate/1',
    agency,
    mailbox: address,
    name,
    route: 'mail',
    certificate: certificate.getFingerprint(),
    sha256: await sha256Hex(certificate.write()),
    generation: 0,
    replaces: null,
    restricted: false,
    time: now.toISOString(),
  })
  const { size } = await signAndEnter(session, { statement, certificates: [armored] }, now)
  return { fingerprint: certificate.getFingerprint(), size }
}
