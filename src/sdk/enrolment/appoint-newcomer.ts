import type { EnrolmentProof, Invitation } from '../../domain/wire/enrolment.ts'
import { RemediedError } from '../remedy.ts'
import type { Session } from '../session.ts'
import { appointmentText, certificateToAppoint, keyToAppoint, provenCertificate } from './certify.ts'
import type { KeptInvitation } from './kept-invitation.ts'
import type { InTwoParts } from './write-appointment.ts'

/** The appointment of a newcomer, to be signed; `madeOutTo` is what all agencies will read of them. */
export type NewcomersAppointment = InTwoParts & {
  certificate: string
  fingerprint: string
  madeOutTo: string
}

/**
 * The appointment of whoever enrolled by an invitation: nothing of what the service shows is believed but the key, and that by the
 * secret that this machine made.
 *
 * @throws EnrolmentError, ClientError where there is nothing to certify
 */
export async function appointmentOfNewcomer(
  { client }: Pick<Session, 'client'>,
  kept: KeptInvitation,
  now: Date,
): Promise<NewcomersAppointment> {
  const invitation = (await client.invitations()).find(({ id }) => id === kept.id)
  const { certificate, holder } = await provenCertificate(
    kept,
    enrolmentOf(kept.nominee.login, invitation),
    now,
  )
  const { armored, madeOutTo } = await certificateToAppoint(certificate.armor(), now)
  return {
    ...(await appointmentText(kept.nominee, await keyToAppoint(armored, holder), now)),
    certificate: armored,
    fingerprint: certificate.getFingerprint(),
    madeOutTo,
  }
}

/** What the newcomer sent, where it can still be certified. @throws ClientError saying why it cannot */
function enrolmentOf(login: string, invitation: Invitation | undefined): EnrolmentProof {
  if (invitation?.state === 'enrolled' && invitation.enrolment) return invitation.enrolment
  switch (invitation?.state) {
    case 'certified':
      throw new RemediedError(
        `${login} is appointed by that invitation already.`,
        'train-anew',
        'To see them: despatch admin people; despatch admin train renews their training.',
      )
    case 'withdrawn':
    case 'ended':
      throw new RemediedError(
        `The invitation for ${login} ${invitation.state === 'ended' ? 'has ended' : 'was withdrawn'}.`,
        'invite-anew',
        'Invite them anew: despatch admin invite.',
      )
    default:
      throw new RemediedError(
        `${login} has not enrolled yet.`,
        'certify-newcomer',
        'To see who has: despatch admin invitations. Until then there is nothing to certify.',
      )
  }
}
