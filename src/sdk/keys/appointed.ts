import type { PrivateKey } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'
import { certifies } from '../../domain/trust/signers.ts'
import { own, personOf, type TrustedPerson, type TrustState } from '../../domain/trust/state.ts'
import type { Right } from '../../domain/wire/grant.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { Appointment } from '../../domain/wire/trust/appointment.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { ClientError } from '../errors.ts'

/** The person of a sign-in name, as their agency appointed them. @throws ClientError */
export function personOfLogin(state: TrustState, login: string): TrustedPerson {
  const fingerprint = own(state.logins, login)
  const person = fingerprint === undefined ? undefined : personOf(state, fingerprint)
  if (person && person.ended === null) return person
  throw new ClientError(`Nobody is appointed under the sign-in name ${login}.`)
}

/**
 * An officer appoints a person anew, with other rights in one mailbox; none, and they are no member any more.
 *
 * @throws ClientError where only the agency's root may do it, or where nothing would change
 */
export async function appointedTo(
  person: TrustedPerson,
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
  const statement = writeStatement(Appointment, {
    despatch: 'appointment/1',
    agency,
    login,
    title: person.title,
    number: person.number,
    account: person.account,
    roles: person.roles,
    mailboxes: rights.length === 0 ? others : [...others, { address: mailbox, rights: [...rights] }],
    trainedUntil: person.trainedUntil,
    certificate: person.fingerprint,
    from: person.from,
    until: person.until,
    time: now.toISOString(),
  })
  const signatures = [await signStatement(statement, officer, now)]
  return { statement, signatures, certificates: [person.certificate] }
}
