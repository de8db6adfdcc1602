import type { Appointment, AppointmentEnd } from '../wire/trust/appointment.ts'
import { certifies, isSignedBy, type Judged, signerFor } from './signers.ts'
import { agencyNamed, domainOf, own, personOf, revocationOf, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

/**
 * Enters an appointment. A liaison officer and a deputy are appointed by the root alone, everybody else by one of the
 * three. An earlier appointment of the same login ends with it.
 *
 * @throws TrustError
 */
export async function enterAppointment(
  state: TrustState,
  appointment: Appointment,
  { judged, certificates }: { judged: Judged; certificates: readonly ReadCertificate[] },
  verifier: TrustVerifier,
): Promise<void> {
  const { agency: name, login, certificate: fingerprint, account } = appointment
  const agency = agencyNamed(state, name)
  const signer = await signerFor(state, name, judged, verifier)
  const before = currentOf(state, login)
  if (before && before.agency !== name)
    throw new TrustError('conflict', `The sign-in name ${login} is another agency’s.`)
  if (signer.kind === 'person' && (certifies(appointment) || (before && certifies(before)))) {
    throw new TrustError(
      'not-entitled',
      'Only the root appoints a liaison officer or a deputy, or changes their appointment.',
    )
  }
  if (appointment.from > appointment.until)
    throw new TrustError('conflict', 'The appointment ends before it begins.')
  if ((account === 'machine') !== (appointment.trainedUntil === null)) {
    throw new TrustError(
      'conflict',
      'A person has a day until which they are trained (Q1), a machine has none.',
    )
  }
  if ((account === 'machine') !== appointment.roles.includes('machine'))
    throw new TrustError('conflict', 'A machine account has the role machine, and nobody else has.')
  const stranger = appointment.mailboxes.find(({ address }) => !agency.domains.includes(domainOf(address)))
  if (stranger) throw new TrustError('not-its-domain', `${stranger.address} is in no mail domain of ${name}.`)
  if (revocationOf(state, fingerprint))
    throw new TrustError('revoked', 'The key that is appointed was revoked.')
  const holder = personOf(state, fingerprint)
  const taken = holder !== undefined && holder.login !== login
  const isElsewhere =
    own(state.succeeded, fingerprint) !== undefined ||
    Object.values(state.agencies).some(({ root, successor, recovery }) =>
      [root, successor, recovery?.fingerprint].includes(fingerprint),
    )
  if (taken || isElsewhere || isOfMailbox(state, fingerprint))
    throw new TrustError('conflict', 'The key that is appointed is somebody else’s already.')
  const certificate = certificates.find((one) => one.fingerprint === fingerprint)
  if (!certificate)
    throw new TrustError('certificate', 'The certificate of whoever is appointed does not come with it.')

  if (before && before.fingerprint !== fingerprint && before.ended === null)
    before.ended = { at: state.size, time: appointment.time, reason: 'key-changed' }
  state.people[fingerprint] = {
    agency: name,
    login,
    title: appointment.title,
    number: appointment.number,
    account,
    roles: appointment.roles,
    mailboxes: appointment.mailboxes,
    trainedUntil: appointment.trainedUntil,
    fingerprint,
    certificate: certificate.armored,
    from: appointment.from,
    until: appointment.until,
    at: state.size,
    ended: null,
  }
  state.logins[login] = fingerprint
}

/**
 * Ends an appointment: by whoever could have made it, or by the person's own key.
 * @throws TrustError
 */
export async function endAppointment(
  state: TrustState,
  end: AppointmentEnd,
  judged: Judged,
  verifier: TrustVerifier,
): Promise<void> {
  agencyNamed(state, end.agency)
  const person = personOf(state, end.certificate)
  if (!person || person.agency !== end.agency || person.login !== end.login)
    throw new TrustError('out-of-order', `${end.login} was never appointed with this key.`)
  if (person.ended) throw new TrustError('out-of-order', `The appointment of ${end.login} has ended already.`)
  if (!(await isSignedBy(person, judged, verifier))) {
    const signer = await signerFor(state, end.agency, judged, verifier)
    if (signer.kind === 'person' && certifies(person))
      throw new TrustError(
        'not-entitled',
        'Only the root ends the appointment of a liaison officer or a deputy.',
      )
  }
  person.ended = { at: state.size, time: end.time, reason: end.reason }
}

function currentOf(state: TrustState, login: string) {
  const fingerprint = own(state.logins, login)
  return fingerprint === undefined ? undefined : personOf(state, fingerprint)
}

const isOfMailbox = (state: TrustState, fingerprint: string): boolean =>
  Object.values(state.mailboxes).some(({ former, ...now }) =>
    [now, ...former].some((one) => one.fingerprint === fingerprint),
  )
