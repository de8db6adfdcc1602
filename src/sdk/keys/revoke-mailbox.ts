import { readCertificate } from '../../crypto/certificate.ts'
import { revoke } from '../../crypto/mailbox-certificate.ts'
import { signStatement } from '../../crypto/statement.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { Revocation, type RevocationReason } from '../../domain/wire/trust/certificate.ts'
import { certifyingKeyOf } from '../mailbox-keys.ts'
import type { Session } from '../session.ts'
import { localMailbox } from './new-generation.ts'

/**
 * Revokes the certificate of a mailbox: in the trust log by the officer's word, and by the key itself for whoever has only
 * OpenPGP. It cannot be taken back.
 *
 * @returns the armored revocation, which `gpg --import` takes
 */
export async function revokeMailbox(
  session: Session,
  { mailbox, reason, now }: { mailbox: string; reason: RevocationReason; now: Date },
): Promise<{ fingerprint: string; revocation: string }> {
  const { agency, fingerprint, certificate } = localMailbox(await session.trust.refresh(), mailbox)
  const primary = await certifyingKeyOf(session, mailbox, now)
  const { revocation } = await revoke({ primary, known: await readCertificate(certificate), now }, reason)
  const statement = writeStatement(Revocation, {
    despatch: 'revocation/1',
    agency: agency ?? '',
    certificate: fingerprint,
    reason,
    time: now.toISOString(),
  })
  const signatures = [await signStatement(statement, session.key, now)]
  await session.client.enterTrust({ statement, signatures, certificates: [] })
  await session.trust.refresh()
  return { fingerprint, revocation }
}
