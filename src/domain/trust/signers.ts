import {
  agencyNamed,
  inOffice,
  revocationOf,
  type TrustedAgency,
  type TrustedPerson,
  type TrustState,
} from './state.ts'
import { TrustError } from './trust-error.ts'
import type { TrustVerifier } from './verifier.ts'

/**
 * A record that is being judged: its text and signatures, the time that the statement says it was made, and the days on
 * which whoever signs has to be in office: that one, and the latest that the log holds.
 */
export type Judged = { text: string; signatures: readonly string[]; time: string; days: readonly string[] }

/** Who signed for an agency: its root, or a person who is in office. */
export type Signer = { kind: 'root' } | { kind: 'person'; person: TrustedPerson }

/** Roles that certify, appoint, revoke and suspend for their agency. */
const CERTIFYING = ['liaison-officer', 'deputy'] as const

/** Whether somebody is appointed to sign for their agency. */
export const certifies = ({ roles }: Pick<TrustedPerson, 'roles'>): boolean =>
  CERTIFYING.some((role) => roles.includes(role))

/**
 * Who signed for an agency: its root, or its liaison officer or deputy, in office at this place of the log and on the
 * day that the statement gives. Somebody who has left since the record before counts no more, whatever the date says.
 *
 * @throws TrustError `unknown-agency`, `not-signed` or `not-entitled`
 */
export async function signerFor(
  state: TrustState,
  name: string,
  judged: Judged,
  verifier: TrustVerifier,
): Promise<Signer> {
  const agency = agencyNamed(state, name)
  const [signature, ...more] = judged.signatures
  if (signature === undefined || more.length > 0)
    throw new TrustError('not-signed', 'This statement needs exactly one signature.')
  const staff = Object.values(state.people).filter((person) => person.agency === name && certifies(person))
  const known = new Map(staff.map((person) => [person.fingerprint, person]))
  const { text, time } = judged
  if ((await verifier.rootOf(text, signature, [agency.rootCertificate], time)) !== null)
    return { kind: 'root' }
  const certificates = staff.map(({ certificate }) => certificate)
  const fingerprint = await verifier.signerOf(text, signature, certificates, time)
  if (fingerprint === null) {
    throw new TrustError(
      'not-entitled',
      `This is not signed by the root of ${name}, nor by a liaison officer or deputy of it.`,
    )
  }
  const person = known.get(fingerprint)
  if (person && judged.days.every((day) => inOffice(state, person, day))) return { kind: 'person', person }
  const why = revocationOf(state, fingerprint) ? 'whose key was revoked' : 'who was not in office then'
  throw new TrustError('not-entitled', `This is signed for ${name} by somebody ${why}.`)
}

/** Demands the root's own signature. @throws TrustError */
export async function demandRoot(
  state: TrustState,
  name: string,
  judged: Judged,
  verifier: TrustVerifier,
): Promise<TrustedAgency> {
  const signer = await signerFor(state, name, judged, verifier)
  if (signer.kind === 'root') return agencyNamed(state, name)
  throw new TrustError('not-entitled', `Only the root of ${name} may sign this.`)
}

/** Whether the one signature is by the key of this certificate itself. */
export async function isSignedBy(
  certificate: { fingerprint: string; certificate: string },
  { text, signatures, time }: Judged,
  verifier: TrustVerifier,
): Promise<boolean> {
  const [signature, ...more] = signatures
  if (signature === undefined || more.length > 0) return false
  const by = await verifier.signerOf(text, signature, [certificate.certificate], time)
  return by === certificate.fingerprint
}
