import { sha256Hex } from '../../crypto/digest.ts'
import { newInvitationSecret, readInvitationSecret } from '../../crypto/invitation.ts'
import { agencyNamed } from '../../domain/trust/state.ts'
import type { Invitation } from '../../domain/wire/enrolment.ts'
import type { Session } from '../session.ts'
import { type Nominee, sealInvitation } from './kept-invitation.ts'
import { writeLink } from './link.ts'

/** An invitation that was made: the link goes to the newcomer outside the service, `kept` stays on this machine. */
export type Made = { invitation: Invitation; link: string; kept: string }

/** In place of an id that the service has not given yet (RFC 9562 §5.9). */
const NOT_YET = '00000000-0000-0000-0000-000000000000'

/**
 * Invites somebody. The secret is made here; the service is told the digest of a value that is worked out of it.
 * @throws TrustError when the agency is not believed here, ApiProblemError
 */
export async function inviteSomebody(session: Session, nominee: Nominee, now: Date): Promise<Made> {
  const { root } = agencyNamed(await session.trust.refresh(), nominee.agency)
  const secret = newInvitationSecret()
  const { id } = await readInvitationSecret(secret)
  const { origin } = session.service
  const meant = { origin, root, secret, nominee }
  // What cannot be kept (by a clock that is wrong, no key seals) is found out before an earlier invitation is void.
  await sealInvitation({ id: NOT_YET, ...meant }, session.key, now)
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
  return {
    invitation,
    link: writeLink({ origin, secret, root }),
    kept: await sealInvitation({ id: invitation.id, ...meant }, session.key, now),
  }
}
