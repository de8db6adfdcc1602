import { readCertificate } from '../../crypto/certificate.ts'
import { readInvitationSecret } from '../../crypto/invitation.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import { StatementSignatureError, verifyStatement } from '../../crypto/statement.ts'
import { dayOf } from '../../domain/day.ts'
import type { EnrolmentProof } from '../../domain/wire/enrolment.ts'
import { parseStatement, StatementError, writeStatement } from '../../domain/wire/statement.ts'
import { Appointment } from '../../domain/wire/trust/appointment.ts'
import { Enrolment } from '../../domain/wire/trust/enrolment.ts'
import { ClientError } from '../errors.ts'
import type { KeptInvitation, Nominee } from './kept-invitation.ts'

/** The service shows a key for a newcomer that the newcomer did not prove. Nobody is appointed. */
export class EnrolmentError extends ClientError {
  override name = 'EnrolmentError'
}

/**
 * The newcomer's certificate, when what the service shows was proven with the secret that this machine made.
 *
 * Everything else is this machine's own: for whom the invitation was, to which service, under which root.
 *
 * @throws EnrolmentError
 */
export async function provenCertificate(
  { secret, origin, root, nominee }: KeptInvitation,
  { statement, signature, mac, certificate: armored }: EnrolmentProof,
  now: Date,
): Promise<PublicKey> {
  const { login, agency } = nominee
  const { proves } = await readInvitationSecret(secret)
  if (!(await proves(statement, mac))) {
    throw new EnrolmentError(
      `The key that the service shows for ${login} was not proven with the secret of your invitation: it may be somebody else’s. Nobody was appointed. Tell ${login} and the operator, and invite them anew.`,
    )
  }
  try {
    const certificate = await readCertificate(armored)
    await verifyStatement({
      type: 'enrolment/1',
      text: statement,
      signature,
      certificates: [certificate],
      now,
    })
    const said = parseStatement(Enrolment, statement)
    const fits =
      said.login === login &&
      said.agency === agency &&
      said.root === root &&
      said.certificate === certificate.getFingerprint() &&
      URL.parse(said.origin)?.origin === URL.parse(origin)?.origin
    if (fits) return certificate
  } catch (error) {
    if (!(error instanceof StatementSignatureError || error instanceof StatementError)) throw error
  }
  throw new EnrolmentError(
    `What the service shows for ${login} is not what your invitation was for. Nobody was appointed. Invite them anew.`,
  )
}

/** The fingerprint of an armored certificate. @throws CertificateError */
export const fingerprintOf = async (armored: string): Promise<string> =>
  (await readCertificate(armored)).getFingerprint()

/**
 * The exact text of an appointment, to be signed by the agency's root, its liaison officer or deputy.
 * @throws ClientError when the training has ended (Q1), StatementError
 */
export function appointmentText(
  nominee: Nominee,
  { certificate, now }: { certificate: string; now: Date },
): string {
  const { agency, login, title, number, account, roles, mailboxes, trainedUntil, until } = nominee
  const today = dayOf(now)
  demandTrained(nominee, today)
  return writeStatement(Appointment, {
    despatch: 'appointment/1',
    agency,
    login,
    title,
    number,
    account,
    roles,
    mailboxes: mailboxes.map(({ address, rights }) => ({ address, rights })),
    trainedUntil,
    certificate,
    from: today,
    until,
    time: now.toISOString(),
  })
}

function demandTrained({ login, account, trainedUntil }: Nominee, today: string): void {
  if (account === 'machine') return
  if (trainedUntil !== null && trainedUntil >= today) return
  throw new ClientError(
    `${login} has no training in date${trainedUntil === null ? '' : ` (it ended on ${trainedUntil})`}: nobody has an account without it (Q1).`,
  )
}
