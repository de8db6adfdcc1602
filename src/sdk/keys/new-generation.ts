import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import { makeGrant } from '../../crypto/grant.ts'
import { lockKey, type PrivateKey, type PublicKey } from '../../crypto/keys.ts'
import { rotate } from '../../crypto/mailbox-certificate.ts'
import { partOf } from '../../crypto/mailbox-key.ts'
import { signStatement } from '../../crypto/statement.ts'
import { createTrustVerifier } from '../../crypto/trust-verifier.ts'
import { dayOf } from '../../domain/day.ts'
import { holdersOf } from '../../domain/mailbox-holders.ts'
import { replay } from '../../domain/trust/replay.ts'
import { mailboxOf, type TrustedMailbox, type TrustState } from '../../domain/trust/state.ts'
import { PARTS } from '../../domain/wire/grant.ts'
import type { GrantRequest, KeyChangeRequest } from '../../domain/wire/mailbox-keys.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { MailboxCertificate } from '../../domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { toBase64 } from '../../log/base64.ts'
import { toBase64Url } from '../base64.ts'
import { ClientError } from '../errors.ts'

/** How long new keys and the grants of them count. */
export const KEY_YEARS = 2

/** The end of what is made now. */
export function keysEnd(now: Date): Date {
  const end = new Date(now)
  end.setUTCFullYear(end.getUTCFullYear() + KEY_YEARS)
  return end
}

/** What a new generation is made from. */
export type NewGeneration = {
  /** what the trust log says now */
  state: TrustState
  mailbox: string
  /** the unlocked primary of the mailbox */
  primary: PrivateKey
  /** the officer's own key: signs the certificate's statement and the grants */
  officer: PrivateKey
  /** appointments and ends of appointments that come with it */
  records: readonly TrustRecord[]
  ends: Date
  now: Date
}

/** What an officer says of a mailbox beside its certificate. */
export type Certified = Pick<
  TrustedMailbox,
  'agency' | 'address' | 'name' | 'route' | 'generation' | 'restricted'
>

/** A new generation, and what the trust log will say when it is taken. */
export type MadeGeneration = { change: KeyChangeRequest; after: TrustState }

/**
 * Makes a new generation of a mailbox's keys: new subkeys under the same fingerprint, each part locked under a token of its
 * own, and a grant for everybody who is to hold one when the records have been entered.
 *
 * @throws ClientError, CertificateError, TrustError when somebody was not entitled to what the records say
 */
export async function makeGeneration(of: NewGeneration): Promise<MadeGeneration> {
  const { state, mailbox, primary, ends, now } = of
  const trusted = localMailbox(state, mailbox)
  const known = await readCertificate(trusted.certificate)
  const { certificate, key } = await rotate({ primary, known, now }, ends)
  return generationOf({
    ...of,
    key,
    certificate,
    trusted: { ...trusted, generation: trusted.generation + 1 },
  })
}

/** The generation that a key is, whole, with its secrets: rotated, or the first of a new mailbox. */
export async function generationOf({
  state,
  key,
  certificate,
  trusted,
  officer,
  records,
  ends,
  now,
}: Omit<NewGeneration, 'mailbox' | 'primary'> & {
  key: PrivateKey
  certificate: PublicKey
  trusted: Certified
}): Promise<MadeGeneration> {
  const { address, generation } = trusted
  const certified = await certificateRecord(certificate, trusted, officer, now)
  const all = [...records, certified]
  const after = await replay(state, all, createTrustVerifier())
  const holders = holdersOf(after, address, dayOf(now))
  const parts: KeyChangeRequest['parts'] = []
  const grants: GrantRequest[] = []
  for (const part of PARTS) {
    const token = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
    const locked = await lockKey(await partOf(key, part), token, { fast: true })
    parts.push({ part, locked })
    for (const holder of holders.filter((one) => one.part === part)) {
      const grantee = await readCertificate(holder.certificate)
      const granted = { mailbox: address, generation, part, token, locked, expires: ends, now }
      grants.push(asRequest(await makeGrant({ ...granted, grantee, granter: officer })))
    }
  }
  return { change: { generation, records: all, parts, grants }, after }
}

/** A grant as it is handed in. */
export const asRequest = ({
  statement,
  signature,
  sealedToken,
}: {
  statement: string
  signature: string
  sealedToken: Uint8Array
}): GrantRequest => ({ statement, signature, sealedToken: toBase64(sealedToken) })

/** The statement that an officer certifies a mailbox's certificate by. */
export async function certificateRecord(
  certificate: PublicKey,
  trusted: Certified,
  officer: PrivateKey,
  now: Date,
): Promise<TrustRecord> {
  const statement = writeStatement(MailboxCertificate, {
    despatch: 'certificate/1',
    agency: trusted.agency ?? '',
    mailbox: trusted.address,
    name: trusted.name,
    route: trusted.route,
    certificate: certificate.getFingerprint(),
    sha256: await sha256Hex(certificate.write()),
    generation: trusted.generation,
    replaces: null,
    restricted: trusted.restricted,
    time: now.toISOString(),
  })
  const signature = await signStatement(statement, officer, now)
  return { statement, signatures: [signature], certificates: [certificate.armor()] }
}

/** A mailbox that is read in the service. @throws ClientError */
export function localMailbox(state: TrustState, address: string): TrustedMailbox {
  const mailbox = mailboxOf(state, address)
  if (mailbox?.route === 'local' && !mailbox.vouched) return mailbox
  throw new ClientError(`${address} is no mailbox that is read in this service.`)
}
