import type { PrivateKey } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'
import { certifies } from '../../domain/trust/signers.ts'
import { personOfName, type TrustedPerson, type TrustState } from '../../domain/trust/state.ts'
import type { Right } from '../../domain/wire/grant.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { writeAppointment } from '../enrolment/write-appointment.ts'
import { ClientError } from '../errors.ts'

/** Somebody of one's own agency, by the name that they sign in with: of others' staff no machine knows it. */
export type Colleague = TrustedPerson & { login: string }

/** The person of a sign-in name, as one's own agency appointed them. @throws ClientError */
export function personOfLogin(state: TrustState, login: string): Colleague {
  const person = personOfName(state, login)
  if (person && person.ended === null) return { ...person, login }
  throw new ClientError(`Your agency has appointed nobody under the sign-in name ${login}.`)
}

/**
 * An officer appoints a person anew, with other rights in one mailbox; none, and they are no member any more.
 *
 * @throws ClientError where only the agency's root may do it, or where nothing would change
 */
export async function appointedTo(
  person: Colleague,
  { mailbox, rights }: { mailbox: string; rights: readonly Right[] },
  officer: PrivateKey,
  now: Date,
): Promise<TrustRecord> {
  const { login, agency } = person
  if (certifies(person))
    throw new ClientError(
      `${login} is a liaison officer or deputy: their appointment is changed by the root of ${agency} alone.`,
    )
  const others = person.mailboxes.filter(({ address }) => address !== mailbox)
  if (rights.length === 0 && others.length === person.mailboxes.length)
    throw new ClientError(`${login} is no member of ${mailbox}.`)
  const appointment = await writeAppointment(
    {
      agency,
      person: person.person,
      title: person.title,
      number: person.number,
      account: person.account,
      roles: person.roles,
      certificate: person.fingerprint,
      sha256: person.sha256,
      holder: null,
      from: person.from,
      until: person.until,
      time: now.toISOString(),
    },
    {
      login,
      mailboxes: rights.length === 0 ? others : [...others, { address: mailbox, rights: [...rights] }],
      trainedUntil: person.trainedUntil,
    },
  )
  const signatures = [await signStatement(appointment.statement, officer, now)]
  return { ...appointment, signatures, certificates: [person.certificate] }
}
