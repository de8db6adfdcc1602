import { certifies } from '../../domain/trust/signers.ts'
import { ClientError } from '../errors.ts'
import { personOfLogin } from '../keys/appointed.ts'
import type { Session } from '../session.ts'
import { signAndEnter } from '../trust-entry.ts'
import { appointmentText, keyToAppoint } from './certify.ts'
import type { Nominee } from './kept-invitation.ts'

/**
 * Appoints a colleague anew, signed by an officer's own key, with everything else as it was. Mailboxes are changed with their keys
 * (`sdk/keys/members.ts`).
 *
 * @returns the record of the trust log
 * @throws ClientError where only the agency's root may do it, or nobody has that sign-in name
 */
export async function appointAnew(
  session: Session,
  login: string,
  changed: Partial<Pick<Nominee, 'roles' | 'trainedUntil' | 'until'>>,
  now: Date,
): Promise<number> {
  const person = personOfLogin(await session.trust.refresh(), login)
  if (certifies(person))
    throw new ClientError(
      `${login} is a liaison officer or deputy: their appointment is changed by the root of ${person.agency} alone.`,
    )
  const key = await keyToAppoint(person.certificate, null)
  const appointment = await appointmentText({ ...person, ...changed }, key, now)
  return (await signAndEnter(session, { ...appointment, certificates: [person.certificate] }, now)).size
}
