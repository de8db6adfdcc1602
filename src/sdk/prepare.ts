import { CertificateError } from '../crypto/certificate.ts'
import { sha256Hex } from '../crypto/digest.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { considerationsOf } from '../domain/considerations.ts'
import { dayOf } from '../domain/day.ts'
import { type Decision, decide, type Reason } from '../domain/decide.ts'
import { kindOf } from '../domain/kinds.ts'
import { markedSubject } from '../domain/marking.ts'
import { referenceOf } from '../domain/reference.ts'
import { mailboxOf, type TrustState } from '../domain/trust/state.ts'
import type { Directory } from '../domain/wire/directory.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import type { ReferralFields } from '../domain/wire/referral-fields.ts'
import { Terms } from '../domain/wire/terms.ts'
import { composeReferral } from '../mail/compose.ts'
import { messageIdOf } from '../mail/message-id.ts'
import { toBase64Url } from './base64.ts'
import { renderingOf } from './declared.ts'
import { ClientError } from './errors.ts'
import { createKept, type Kept } from './kept.ts'
import { KeyWaitsError, type Waiting, waitingByCertificate, waitingByRecord } from './key-waits.ts'
import { signingKeyOf } from './mailbox-keys.ts'
import { type ReferralRequest, referralFieldsOf } from './referral-request.ts'
import type { Session } from './session.ts'
import { mailboxCertificate, readDirectory } from './trust/trusted.ts'

/** A referral signed and sealed, and not yet sent: the three parts of a submission. */
export type ReadyReferral = {
  ready: true
  decision: Extract<Decision, { outcome: 'allowed' }>
  /** the manifest's exact text */
  manifest: string
  /** armored detached signature over it, by the user key */
  signature: string
  /** the sealed object: binary OpenPGP message */
  content: Uint8Array
  fields: Manifest
  reference: string
}

/** The rules ask for more, or refuse: nothing was signed and nothing sealed. */
export type StoppedReferral = {
  ready: false
  decision: Exclude<Decision, { outcome: 'allowed' }>
  fields: ReferralFields
}

export type PreparedReferral = ReadyReferral | StoppedReferral

/**
 * Makes a referral ready to send: checks the form, computes class and categories, asks the partnership's rules, and
 * only when they allow it signs the terms, composes and seals the message, and signs the manifest last.
 *
 * @param directory read now when left out
 * @param beforeSealing is shown what the rules have allowed and what is to be weighed besides (L13), and may throw to stop it there; it is waited for
 * @throws InvalidDataError naming every wrong field; KeyWaitsError where a recipient has no key that can be sealed to now; PinChangedError; ClientError where a mailbox has no usable
 *   certificate, the person may not send from it, or the result is larger than the service takes
 */
export async function prepareReferral({
  session,
  directory,
  now,
  beforeSealing = () => undefined,
  ...request
}: ReferralRequest & {
  session: Session
  directory?: Directory
  now: Date
  beforeSealing?: (fields: ReferralFields, consider: Reason[]) => void | Promise<void>
}): Promise<PreparedReferral> {
  const partnership = directory ?? (await readDirectory(session))
  const fields = referralFieldsOf(request, partnership, now)
  const decision = decide(fields, partnership, dayOf(now), request.answers ?? null)
  if (decision.outcome !== 'allowed') return { ready: false, decision, fields }
  await beforeSealing(fields, considerationsOf(fields, partnership, now))

  const trust = await session.trust.freshHead()
  const recipients = await readers(session, partnership, fields, now)
  const { entity, content } = await sealed(session, fields, { ...request, recipients }, now)
  const manifest: Manifest = {
    despatch: 'manifest/1',
    ...fields,
    content: [{ sha256: await sha256Hex(content), size: content.length }],
    entity: await sha256Hex(entity),
    trust,
  }
  const { statement, signature } = await keptBy(session).signerOf(session.key).sign(Manifest, manifest, now)
  return {
    ready: true,
    decision,
    manifest: statement,
    signature,
    content,
    fields: manifest,
    reference: referenceOf(fields.kind, fields.id),
  }
}

async function sealed(
  session: Session,
  fields: ReferralFields,
  { data, attachments = [], recipients }: ReferralRequest & { recipients: PublicKey[] },
  now: Date,
): Promise<{ entity: Uint8Array; content: Uint8Array }> {
  const signingKey = await signingKeyOf(session, fields.from, now)
  const kind = kindOf(fields.kind)
  const salt = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  const signer = keptBy(session).signerOf(session.key)
  const terms = await signer.sign(Terms, { despatch: 'terms/1', ...fields, salt }, now)
  const entity = composeReferral({
    headers: {
      subject: markedSubject(fields.marking, referenceOf(fields.kind, fields.id)),
      from: fields.from,
      to: fields.to,
      date: new Date(fields.created),
      messageId: messageIdOf(fields.id, session.service.serviceDomain),
    },
    text: renderingOf(fields, data),
    terms: { text: terms.statement, signature: terms.signature },
    rendering: `${kind.kind}/${kind.version}`,
    data,
    attachments,
  })
  const limit = session.service.limits.contentBytes
  // Sealing adds some hundred bytes for each recipient; the service says so exactly, this only saves the work.
  if (entity.length > limit) throw tooLarge(limit)
  const { seal } = keptBy(session)
  const content = await seal({
    entity,
    signingKey,
    recipients,
    now,
  })
  if (content.length > limit) throw tooLarge(limit)
  return { entity, content }
}

const keptBy = ({ kept = createKept() }: Session): Kept => kept

/** Every recipient, and the sending mailbox itself for the sender's own copy. */
async function readers(
  session: Session,
  directory: Directory,
  { from, to }: ReferralFields,
  now: Date,
): Promise<PublicKey[]> {
  const state = await trustOf(session, directory, to)
  const certificates: PublicKey[] = []
  const waiting: Waiting[] = []
  for (const address of new Set([...to, from])) {
    const without = waitingByRecord(directory, state, address)
    if (without) waiting.push(without)
    else {
      const certificate = await mailboxCertificate(session, address, { now, from }).catch(unusable(address))
      const ended = await waitingByCertificate(directory, address, { certificate, now })
      if (ended) waiting.push(ended)
      certificates.push(certificate)
    }
  }
  if (waiting.length > 0) throw new KeyWaitsError(waiting)
  return certificates
}

/** The trust log, read on where the service speaks of a key that this machine has not read of: it is of a moment ago. */
async function trustOf(
  { trust }: Session,
  { mailboxes }: Directory,
  to: readonly string[],
): Promise<TrustState> {
  const state = await trust.state()
  const isBehind = mailboxes.some(
    ({ address, certificate }) =>
      to.includes(address) && certificate !== null && certificate !== mailboxOf(state, address)?.fingerprint,
  )
  return isBehind ? trust.refresh() : state
}

const unusable =
  (address: string) =>
  (error: unknown): never => {
    if (error instanceof CertificateError)
      throw new ClientError(`Nothing can be sealed to ${address}. ${error.message}`)
    throw error
  }

const tooLarge = (limit: number): ClientError =>
  new ClientError(
    `The referral is larger than the service takes (${Math.floor(limit / 1024 / 1024)} MiB with its attachments). Send fewer or smaller attachments.`,
  )
