import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import { readInvitationSecret } from '../../crypto/invitation.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import { personCertificate } from '../../crypto/person-certificate.ts'
import { StatementSignatureError, verifyStatement } from '../../crypto/statement.ts'
import { dayOf } from '../../domain/day.ts'
import type { EnrolmentProof } from '../../domain/wire/enrolment.ts'
import { parseStatement, StatementError } from '../../domain/wire/statement.ts'
import type { Appointment } from '../../domain/wire/trust/appointment.ts'
import { Enrolment } from '../../domain/wire/trust/enrolment.ts'
import { type HolderProof, holderText } from '../../domain/wire/trust/holder.ts'
import { ClientError } from '../errors.ts'
import type { KeptInvitation, Nominee } from './kept-invitation.ts'
import { type InTwoParts, writeAppointment } from './write-appointment.ts'

/** The service shows a key for a newcomer that the newcomer did not prove. Nobody is appointed. */
export class EnrolmentError extends ClientError {
  override name = 'EnrolmentError'
}

/**
 * The newcomer's certificate, when what the service shows was proven with the secret that this machine made, and what they
 * signed with that key for everybody to see.
 *
 * Everything else is this machine's own: for whom the invitation was, to which service, under which root.
 *
 * @throws EnrolmentError
 */
export async function provenCertificate(
  { secret, origin, root, nominee }: KeptInvitation,
  { statement, signature, mac, certificate: armored }: EnrolmentProof,
  now: Date,
): Promise<{ certificate: PublicKey; holder: HolderProof }> {
  const { login, agency } = nominee
  const { proves } = await readInvitationSecret(secret)
  if (!(await proves(statement, mac))) {
    throw new EnrolmentError(
      `The key that the service shows for ${login} was not proven with the secret of your invitation: it may be somebody else’s. Nobody was appointed. Tell ${login} and the operator, and invite them anew.`,
    )
  }
  try {
    const certificate = await readCertificate(armored)
    const certificates = [certificate]
    await verifyStatement({ type: 'enrolment/2', text: statement, signature, certificates, now })
    const said = parseStatement(Enrolment, statement)
    const { holder } = said
    await verifyStatement({
      type: 'holder/1',
      text: holderText({ agency, certificate: said.certificate, time: holder.time }),
      signature: holder.signature,
      certificates,
      now,
    })
    const fits =
      said.login === login &&
      said.agency === agency &&
      said.root === root &&
      said.certificate === certificate.getFingerprint() &&
      URL.parse(said.origin)?.origin === URL.parse(origin)?.origin
    if (fits) return { certificate, holder }
  } catch (error) {
    if (!(error instanceof StatementSignatureError || error instanceof StatementError)) throw error
  }
  throw new EnrolmentError(
    `What the service shows for ${login} is not what your invitation was for. Nobody was appointed. Invite them anew.`,
  )
}

/** A key that is to be appointed: by its certificate, and its holder's word where it was not appointed before. */
export type KeyToAppoint = Pick<Appointment, 'certificate' | 'sha256' | 'holder'>

/**
 * The certificate of somebody who is to be appointed, armored, without what the trust log should not have of them: whichever
 * program made their key. It is made out to `madeOutTo`, which all agencies read.
 *
 * @throws CertificateError saying how to make one, when its user id names more than a post
 */
export async function certificateToAppoint(
  armored: string,
  now: Date,
): Promise<{ armored: string; madeOutTo: string }> {
  const cut = await personCertificate(await readCertificate(armored), now)
  return { armored: cut.armor(), madeOutTo: cut.users[0]?.userID?.userID ?? '' }
}

/** @throws CertificateError */
export async function keyToAppoint(armored: string, holder: HolderProof | null): Promise<KeyToAppoint> {
  const certificate = await readCertificate(armored)
  return {
    certificate: certificate.getFingerprint(),
    sha256: await sha256Hex(certificate.write()),
    holder,
  }
}

/**
 * An appointment from today on, to be signed by the agency's root, its liaison officer or deputy.
 * @throws ClientError when the training has ended (Q1), StatementError
 */
export async function appointmentText(nominee: Nominee, key: KeyToAppoint, now: Date): Promise<InTwoParts> {
  const { agency, person, login, title, number, account, roles, mailboxes, trainedUntil, until } = nominee
  const today = dayOf(now)
  demandTrained(nominee, today)
  return writeAppointment(
    {
      agency,
      person,
      title,
      number,
      account,
      roles,
      ...key,
      from: today,
      until,
      time: now.toISOString(),
    },
    { login, mailboxes: mailboxes.map(({ address, rights }) => ({ address, rights })), trainedUntil },
  )
}

function demandTrained({ login, account, trainedUntil }: Nominee, today: string): void {
  if (account === 'machine') return
  if (trainedUntil !== null && trainedUntil >= today) return
  throw new ClientError(
    `${login} has no training in date${trainedUntil === null ? '' : ` (it ended on ${trainedUntil})`}: nobody has an account without it.`,
  )
}
