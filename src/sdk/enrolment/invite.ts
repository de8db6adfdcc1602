import { sha256Hex } from '../../crypto/digest.ts'
import { newInvitationSecret, readInvitationSecret } from '../../crypto/invitation.ts'
import { agencyNamed } from '../../domain/trust/state.ts'
import type { Invitation } from '../../domain/wire/enrolment.ts'
import type { Session } from '../session.ts'
import { type Nominee, sealInvitation } from './kept-invitation.ts'
import { writeLink } from './link.ts'

/** An invitation that was made: the link goes to the newcomer outside the service, `kept` stays on this machine. */
export type Made = { invitation: Invitation; link: string; kept: string }

/**
 * Invites somebody. The secret is made here; the service is told the digest of a value that is worked out of it.
 * @throws TrustError when the agency is not believed here, ApiProblemError
 */
export async function inviteSomebody(session: Session, nominee: Nominee, now: Date): Promise<Made> {
  const { root } = agencyNamed(await session.trust.refresh(), nominee.agency)
  const secret = newInvitationSecret()
  const { id } = await readInvitationSecret(secret)
  const { agency, person, login, title, number, roles } = nominee
  const invitation = await session.client.invite({
    idSha256: await sha256Hex(id),
    agency,
    person,
    login,
    title,
    number,
    roles,
  })
  const { origin } = session.service
  const kept = { id: invitation.id, origin, root, secret, nominee }
  return {
    invitation,
    link: writeLink({ origin, secret, root }),
    kept: await sealInvitation(kept, session.key, now),
  }
}
