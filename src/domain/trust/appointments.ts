import {
  type Appointment,
  type AppointmentEnd,
  AppointmentEndPrivate,
  AppointmentPrivate,
} from '../wire/trust/appointment.ts'
import { demandHolder } from './holder.ts'
import { privatePart } from './private-part.ts'
import { certifies, isSignedBy, type Judged, signerFor } from './signers.ts'
import {
  type Appointed,
  agencyNamed,
  domainOf,
  personNamed,
  personOf,
  personOfName,
  revocationOf,
  type TrustedAgency,
  type TrustedPerson,
  type TrustState,
} from './state.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

type Given = { judged: Judged; certificates: readonly ReadCertificate[]; private?: string | undefined }

/**
 * Enters an appointment. A liaison officer and a deputy are appointed by the root alone, everybody else by one of the
 * three. An earlier appointment of the same person ends with it. What its private part says is judged where that is there:
 * the service always demands it.
 *
 * @throws TrustError
 */
export async function enterAppointment(
  state: TrustState,
  appointment: Appointment,
  { judged, certificates, private: text }: Given,
  verifier: TrustVerifier,
): Promise<void> {
  const { agency: name, person, certificate: fingerprint, account } = appointment
  const agency = agencyNamed(state, name)
  const signer = await signerFor(state, name, judged, verifier)
  const before = personNamed(state, person)
  if (before && before.agency !== name)
    throw new TrustError('conflict', 'The person who is appointed is another agency’s.')
  if (signer.kind === 'person' && (certifies(appointment) || (before && certifies(before)))) {
    throw new TrustError(
      'not-entitled',
      'Only the root appoints a liaison officer or a deputy, or changes their appointment.',
    )
  }
  if (appointment.from > appointment.until)
    throw new TrustError('conflict', 'The appointment ends before it begins.')
  if ((account === 'machine') !== appointment.roles.includes('machine'))
    throw new TrustError('conflict', 'A machine account has the role machine, and nobody else has.')
  const own = await privatePart(AppointmentPrivate, text, appointment.private, verifier)
  if (own) demandFits(state, { agency, appointment, own, before })
  const known = personOf(state, fingerprint)
  demandFree(state, appointment, known)
  const certificate = certificates.find((one) => one.fingerprint === fingerprint)
  if (certificate?.sha256 !== appointment.sha256)
    throw new TrustError(
      'certificate',
      'The certificate that comes with the appointment is not the one that was signed for.',
    )
  if (known && certificate.newest < known.newest)
    throw new TrustError('out-of-order', 'This is an older copy of the certificate than the one in force.')
  if (!known || appointment.holder) await demandHolder(appointment, certificate, verifier)

  if (before && before.fingerprint !== fingerprint && before.ended === null)
    before.ended = { at: state.size, time: appointment.time, stolen: false, reason: 'key-changed' }
  state.people[fingerprint] = {
    agency: name,
    person,
    login: own?.login ?? null,
    title: appointment.title,
    number: appointment.number,
    account,
    roles: appointment.roles,
    mailboxes: own?.mailboxes ?? [],
    opened: own !== null,
    trainedUntil: own?.trainedUntil ?? null,
    fingerprint,
    certificate: certificate.armored,
    sha256: certificate.sha256,
    newest: certificate.newest,
    from: appointment.from,
    until: appointment.until,
    at: state.size,
    since: judged.time > state.time ? judged.time : state.time,
    ended: null,
    former: known ? [...known.former, appointedOf(known)] : [],
  }
  state.persons[person] = fingerprint
  if (own) state.logins[own.login] = person
}

const appointedOf = ({
  roles,
  mailboxes,
  opened,
  from,
  until,
  at,
  since,
  ended,
}: TrustedPerson): Appointed => ({
  roles,
  mailboxes,
  opened,
  from,
  until,
  at,
  since,
  ended,
})

/** What an appointment says to its own agency alone must be right too. */
function demandFits(
  state: TrustState,
  of: {
    agency: TrustedAgency
    appointment: Appointment
    own: AppointmentPrivate
    before: TrustedPerson | undefined
  },
): void {
  const { agency, appointment, own, before } = of
  const { login } = own
  if ((appointment.account === 'machine') !== (own.trainedUntil === null)) {
    throw new TrustError('conflict', 'A person has a day until which they are trained, a machine has none.')
  }
  const stranger = own.mailboxes.find(({ address }) => !agency.domains.includes(domainOf(address)))
  if (stranger)
    throw new TrustError('not-its-domain', `${stranger.address} is in no mail domain of ${agency.name}.`)
  const named = personOfName(state, login)
  if (named && named.agency !== agency.name)
    throw new TrustError('conflict', `The sign-in name ${login} is another agency’s.`)
  if (named && named.person !== appointment.person)
    throw new TrustError(
      'conflict',
      `The sign-in name ${login} is that of the person ${named.person}: appoint them under that id, or choose another name.`,
    )
  if (before && before.login !== null && before.login !== login)
    throw new TrustError('conflict', `Whoever is appointed signs in as ${before.login}, and keeps that name.`)
}

/** The key that is appointed is nobody else's, and was never given up. */
function demandFree(
  state: TrustState,
  { agency: name, certificate: fingerprint, person }: Appointment,
  known: TrustedPerson | undefined,
): void {
  if (revocationOf(state, fingerprint))
    throw new TrustError('revoked', 'The key that is appointed was revoked.')
  if (known && isStolen(known)) throw new TrustError('revoked', 'The key that is appointed was stolen.')
  const isElsewhere =
    Object.hasOwn(state.succeeded, fingerprint) ||
    // Who has merely been named as a successor has not signed for anything: that binds whoever named them.
    Object.values(state.agencies).some(({ name: other, root, successor, recovery }) =>
      [root, recovery?.fingerprint, other === name ? successor : null].includes(fingerprint),
    )
  if ((known && known.person !== person) || isElsewhere || isOfMailbox(state, fingerprint))
    throw new TrustError('conflict', 'The key that is appointed is somebody else’s already.')
}

/**
 * Ends an appointment: by whoever could have made it, or by the person's own key.
 * @throws TrustError
 */
export async function endAppointment(
  state: TrustState,
  end: AppointmentEnd,
  { judged, private: text }: Given,
  verifier: TrustVerifier,
): Promise<void> {
  agencyNamed(state, end.agency)
  const person = personOf(state, end.certificate)
  if (!person || person.agency !== end.agency || person.person !== end.person)
    throw new TrustError('out-of-order', `${end.agency} never appointed this person with this key.`)
  if (person.ended)
    throw new TrustError(
      'out-of-order',
      `The appointment of ${person.title} ${person.number} has ended already.`,
    )
  if (!(await isSignedBy(person, judged, verifier))) {
    const signer = await signerFor(state, end.agency, judged, verifier)
    if (signer.kind === 'person' && certifies(person))
      throw new TrustError(
        'not-entitled',
        'Only the root ends the appointment of a liaison officer or a deputy.',
      )
  }
  const own = await privatePart(AppointmentEndPrivate, text, end.private, verifier)
  if (own && (own.reason === 'key-stolen') !== end.keyStolen)
    throw new TrustError('conflict', 'Whether the key was stolen is said one way to all and another to some.')
  person.ended = { at: state.size, time: end.time, stolen: end.keyStolen, reason: own?.reason ?? null }
}

/** Whether a key was ever said to be in somebody else's hands. */
export const isStolen = ({ ended, former }: Pick<TrustedPerson, 'ended' | 'former'>): boolean =>
  [...former.map((one) => one.ended), ended].some((end) => end?.stolen === true)

const isOfMailbox = (state: TrustState, fingerprint: string): boolean =>
  Object.values(state.mailboxes).some(({ former, ...now }) =>
    [now, ...former].some((one) => one.fingerprint === fingerprint),
  )
