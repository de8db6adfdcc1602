import { readCertificate } from '../../crypto/certificate.ts'
import { renew } from '../../crypto/mailbox-certificate.ts'
import { createTrustVerifier } from '../../crypto/trust-verifier.ts'
import { replay } from '../../domain/trust/replay.ts'
import type { MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import { certifyingKeyOf } from '../mailbox-keys.ts'
import type { Session } from '../session.ts'
import { handInGrants } from './hand-in-grants.ts'
import { certificateRecord, keysEnd, localMailbox } from './new-generation.ts'
import { onceCertified } from './once-certified.ts'
import { signedAnew } from './signed-anew.ts'

/**
 * Gives a mailbox's certificate, and every grant of its keys, a later end. Keys and fingerprint stay; partners are given
 * the certificate by the directory of keys, and those who replay the trust log by it.
 *
 * @throws ClientError, or ApiProblemError `conflict` when the keys were changed meanwhile
 */
export async function renewKeys(
  session: Session,
  { mailbox, now, ends = keysEnd(now) }: { mailbox: string; now: Date; ends?: Date },
): Promise<MailboxKeysResponse> {
  const state = await session.trust.refresh()
  const trusted = localMailbox(state, mailbox)
  const primary = await certifyingKeyOf(session, mailbox, now)
  const known = await readCertificate(trusted.certificate)
  const certificate = await renew({ primary, known, now }, ends)
  const record = await certificateRecord(certificate, trusted, session.key, now)
  const after = await replay(state, [record], createTrustVerifier())
  const keys = await session.client.mailboxKeys(mailbox)
  const grants = await signedAnew(session, keys, { before: state, after, ends, now, all: true })
  const renewed = await handInGrants(session, mailbox, { records: [record], grants })
  await onceCertified(session, mailbox, [record])
  return renewed
}
