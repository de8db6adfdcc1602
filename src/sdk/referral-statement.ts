import type { PublicKey } from '../crypto/keys.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { Arrival } from '../domain/wire/arrival.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { personCertificate } from './certificates.ts'
import { ClientError } from './errors.ts'
import type { Session } from './session.ts'

/** What stands over a referral, its signature verified: the sender's manifest, or the service's arrival statement. */
export type Statement =
  | { origin: 'submitted'; text: string; fields: Manifest; signer: PublicKey }
  | { origin: 'mail'; text: string; fields: Arrival; signer: PublicKey }

/**
 * Reads and verifies the statement of a referral that the service shows: a manifest by a person of the directory, an
 * arrival by the pinned service key.
 *
 * @throws ClientError when it is not signed, not valid, or not about the referral that it stands over
 */
export async function readStatement(
  session: Pick<Session, 'client' | 'pins' | 'serviceCertificate'>,
  view: ReferralView,
): Promise<Statement> {
  try {
    const read = await verified(session, view)
    if (read.fields.id !== view.referral) throw new StatementError('It is about another referral.')
    return read
  } catch (error) {
    if (!(error instanceof StatementError) && !(error instanceof StatementSignatureError)) throw error
    throw new ClientError(
      `What the service shows of ${view.reference} cannot be trusted and was not opened. ${error.message} Tell the operator.`,
    )
  }
}

async function verified(
  session: Pick<Session, 'client' | 'pins' | 'serviceCertificate'>,
  view: ReferralView,
): Promise<Statement> {
  const { statement: text, signature } = view
  // A signer's certificate may have ended since: what counts is that it held when the service accepted this.
  const now = new Date(view.acceptedAt)
  if (view.origin === 'mail') {
    const signer = session.serviceCertificate
    await verifyStatement({ type: 'arrival/1', text, signature, certificates: [signer], now })
    return { origin: 'mail', text, fields: parseStatement(Arrival, text), signer }
  }
  const signer = await personCertificate(session, view.signer)
  await verifyStatement({ type: 'manifest/1', text, signature, certificates: [signer], now })
  return { origin: 'submitted', text, fields: parseStatement(Manifest, text), signer }
}
