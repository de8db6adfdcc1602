import { CertificateError, readCertificate } from '../crypto/certificate.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { formatMarking } from '../domain/marking.ts'
import { Arrival } from '../domain/wire/arrival.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import type { ReferralView } from '../domain/wire/referral-response.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { arrivalCertificate, demandBeforeExchange, type ServiceSession } from './arrival-signer.ts'
import { ClientError } from './errors.ts'
import { anotherReferral, isReferenceOf } from './find-referral.ts'
import type { JudgingTrust } from './trust/steady-trust.ts'
import { personCertificate } from './trust/trusted.ts'
import { verifyOnce } from './verify-once.ts'

/** What stands over a referral, its signature verified: the sender's manifest, or the service's arrival statement. */
export type Statement =
  | { origin: 'submitted'; text: string; fields: Manifest; signer: PublicKey }
  | { origin: 'mail'; text: string; fields: Arrival; signer: PublicKey }

/** What it takes to verify what the service shows of a referral. */
export type StatementSession = { trust: JudgingTrust } & ServiceSession

/**
 * Reads and verifies the statement of a referral that the service shows: a manifest by a person of the directory, an
 * arrival by the pinned service key, or by one before it, where it stands in the log before that was given up.
 *
 * What the service shows beside it must be what was signed: a person reads the view and not the statement.
 *
 * @param asked the referral that was asked for, where the person named one: the service may not answer with another
 * @throws ClientError when it is not signed, not valid, not about the referral that it stands over, or says otherwise
 *   than the view
 */
export async function readStatement(
  session: StatementSession,
  view: ReferralView,
  asked: string = view.referral,
): Promise<Statement> {
  if (view.referral !== asked) throw anotherReferral(asked)
  try {
    const read = await verified(session, view)
    if (read.fields.id !== view.referral) throw new StatementError('It is about another referral.')
    demandShown(view, read)
    return read
  } catch (error) {
    const isUnsigned = error instanceof StatementError || error instanceof StatementSignatureError
    if (!isUnsigned && !(error instanceof CertificateError)) throw error
    throw new ClientError(
      `What the service shows of ${view.reference} cannot be trusted and was not opened. ${error.message} Tell the operator.`,
    )
  }
}

async function verified(session: StatementSession, view: ReferralView): Promise<Statement> {
  const { statement: text, signature } = view
  if (view.origin === 'mail') {
    // The service's certificate may have ended since: what counts is that it held when it accepted this.
    const now = new Date(view.acceptedAt)
    const shown = await (session.kept?.readCertificate ?? readCertificate)(view.signer)
    const signer = arrivalCertificate(session, shown, view.reference)
    await verifyStatement({ type: 'arrival/1', text, signature, certificates: [signer], now })
    await demandBeforeExchange(session, { referral: view.referral, text, signer: signer.getFingerprint() })
    return { origin: 'mail', text, fields: parseStatement(Arrival, text), signer }
  }
  return { origin: 'submitted', text, ...(await verifyManifest(session, view)) }
}

/**
 * A manifest as its sender signed it.
 *
 * @throws ClientError, StatementError, StatementSignatureError, TrustLogError
 */
export async function verifyManifest(
  { trust, kept }: Pick<StatementSession, 'trust' | 'kept'>,
  shown: Pick<ReferralView, 'statement' | 'signature' | 'signer' | 'acceptedAt'>,
): Promise<{ fields: Manifest; signer: PublicKey }> {
  const { statement: text, signature } = shown
  // A signer's certificate may have ended since: what counts is that it held when the service accepted this.
  const now = new Date(shown.acceptedAt)
  const fields = parseStatement(Manifest, text)
  // Sender and reader must have been shown one history of who trusts whose key.
  if (fields.trust) await trust.demandSameHistory(fields.trust)
  const signer = await personCertificate({ trust, ...(kept ? { kept } : {}) }, shown.signer, {
    time: fields.created,
    mailbox: fields.from,
    ...(fields.trust ? { size: fields.trust.size } : {}),
  })
  await verifyOnce(kept?.heldBefore, { type: 'manifest/1', text, signature, certificate: signer, now })
  return { fields, signer }
}

/** The reference is of the id; whom it is from and what it belongs to are as they were signed. */
function demandShown(view: ReferralView, { origin, fields }: Statement): void {
  const same = origin === 'submitted' ? isShownAs(view, fields) : view.fromDomain === fields.domain
  const belongs = view.thread === fields.thread && view.inReplyTo === fields.inReplyTo
  if (!same || !belongs || !isReferenceOf(view.reference, fields.id)) {
    throw new StatementError('What is shown beside the signed statement is not what it says.')
  }
}

/** Whether what is shown of a referral is what its sender signed of it. */
export const isShownAs = (
  shown: Pick<ReferralView, 'kind' | 'from' | 'marking' | 'urgency' | 'respondBy'>,
  { kind, from, marking, handling }: Manifest,
): boolean =>
  shown.kind === kind &&
  shown.from === from &&
  shown.marking === formatMarking(marking) &&
  shown.urgency === handling.urgency &&
  shown.respondBy === handling.respondBy
