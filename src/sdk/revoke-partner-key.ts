import { signStatement } from '../crypto/statement.ts'
import { mailboxOf, personOf } from '../domain/trust/state.ts'
import { writeStatement } from '../domain/wire/statement.ts'
import { type REVOCATION_REASONS, Revocation } from '../domain/wire/trust/certificate.ts'
import { ClientError } from './errors.ts'
import type { Session } from './session.ts'

/**
 * Says in the trust log that the key of a partner's mailbox is not to be used any more, such as when its holder has revoked
 * it or lost it. Whose word the key was, theirs is this.
 *
 * @returns the fingerprint
 * @throws ClientError, ApiProblemError `trust-refused`
 */
export async function revokePartnerKey({
  session,
  mailbox: address,
  reason,
  now,
}: {
  session: Session
  mailbox: string
  reason: (typeof REVOCATION_REASONS)[number]
  now: Date
}): Promise<string> {
  const state = await session.trust.refresh()
  const mailbox = mailboxOf(state, address)
  if (!mailbox) throw new ClientError(`Nobody has certified a key of ${address}.`)
  if (mailbox.route === 'local')
    throw new ClientError(`${address} is read in this service: its keys are not a partner’s.`)
  if (personOf(state, session.key.getFingerprint())?.agency !== mailbox.by)
    throw new ClientError(
      `The key of ${address} is the word of ${mailbox.by}, and it is for them to take it back.`,
    )
  const { by: agency, fingerprint } = mailbox
  const statement = writeStatement(Revocation, {
    despatch: 'revocation/1',
    agency,
    certificate: fingerprint,
    reason,
    time: now.toISOString(),
  })
  await session.client.enterTrust({
    statement,
    signatures: [await signStatement(statement, session.key, now)],
    certificates: [],
  })
  return fingerprint
}
