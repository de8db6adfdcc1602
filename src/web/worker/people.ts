import { dayOf } from '../../domain/day.ts'
import { type MissingOfficer, missingOfficers } from '../../domain/trust/liaison-officers.ts'
import { personOfName } from '../../domain/trust/state.ts'
import type { AgencyPerson, Invitation, SUSPENDED_FOR } from '../../domain/wire/enrolment.ts'
import type { AppointedMailbox, END_REASONS } from '../../domain/wire/trust/appointment.ts'
import { inWords, spaced } from '../../sdk/agreement/words.ts'
import { appointAnew } from '../../sdk/enrolment/appoint-anew.ts'
import { appointmentOfNewcomer } from '../../sdk/enrolment/appoint-newcomer.ts'
import { inviteSomebody } from '../../sdk/enrolment/invite.ts'
import { type Nominee, openInvitation } from '../../sdk/enrolment/kept-invitation.ts'
import { type NomineeFault, nomineeFaults, usualUntil } from '../../sdk/enrolment/nominee.ts'
import { newPersonId, writeAppointmentEnd } from '../../sdk/enrolment/write-appointment.ts'
import { ClientError } from '../../sdk/errors.ts'
import { personOfLogin } from '../../sdk/keys/appointed.ts'
import type { Session } from '../../sdk/session.ts'
import { signAndEnter } from '../../sdk/trust-entry.ts'
import type { OwnKey } from './enrol.ts'
import { keptHere, work } from './open-session.ts'
import { ownAgency } from './own-agency.ts'

/** What a liaison officer says of whoever they invite. */
export type Newcomer = Pick<Nominee, 'login' | 'title' | 'number' | 'roles' | 'mailboxes' | 'trainedUntil'>

/** An invitation without what proves a key; `here`: whether this browser made it, and can certify. */
export type InvitationLine = Omit<Invitation, 'enrolment'> & { here: boolean }

/** The people of one's own agency. */
export type Staff = { people: AgencyPerson[]; today: string; missing: MissingOfficer[] }

const keptName = (id: string): string => `invitation ${id}`

/** The invitations of one's own agency, the newest first. */
export async function invitations(): Promise<InvitationLine[]> {
  const [{ session }, kept] = await Promise.all([work(), keptHere()])
  const found = await session.client.invitations()
  return Promise.all(
    found.map(async ({ enrolment: _, ...line }) => ({
      ...line,
      here: (await kept.get(keptName(line.id))) !== null,
    })),
  )
}

/** What is wrong with a newcomer, before anything is made; empty where they can be invited. */
export async function newcomerFaults(newcomer: Newcomer): Promise<NomineeFault[]> {
  const { session, now } = await work()
  return nomineeFaults(await nomineeOf(session, newcomer, now), now)
}

/** Invites somebody. @returns the link, which is given nowhere else again, and until when it can be used */
export async function invite(newcomer: Newcomer): Promise<{ link: string; endsAt: string }> {
  const [{ session, now }, kept] = await Promise.all([work(), keptHere()])
  const made = await inviteSomebody(session, await nomineeOf(session, newcomer, now), now)
  await kept.set({ [keptName(made.invitation.id)]: made.kept })
  return { link: made.link, endsAt: made.invitation.endsAt }
}

/** Takes an invitation back. */
export async function withdrawInvitation(id: string): Promise<void> {
  await (await work()).session.client.withdrawInvitation(id)
  await (await keptHere()).forget(keptName(id))
}

/** What an officer compares and signs, before they do. */
export type Candidate = OwnKey & {
  madeOutTo: string
  nominee: Pick<Nominee, 'login' | 'title' | 'number' | 'roles' | 'mailboxes' | 'trainedUntil' | 'until'>
}

/**
 * Whoever enrolled by an invitation of this browser, by the key that they proved with its secret.
 * @throws EnrolmentError, ClientError
 */
export async function candidate(id: string): Promise<Candidate> {
  const { nominee, appointment } = await appointing(id)
  const { fingerprint, madeOutTo } = appointment
  const { login, title, number, roles, mailboxes, trainedUntil, until } = nominee
  return {
    fingerprint: spaced(fingerprint),
    words: inWords(fingerprint),
    madeOutTo,
    nominee: { login, title, number, roles, mailboxes: mailboxes as AppointedMailbox[], trainedUntil, until },
  }
}

/**
 * Certifies them: signed with the officer's own key and entered in the trust log.
 * @param fingerprint what was compared: no other key is certified
 * @returns the record of the trust log
 */
export async function certify(id: string, fingerprint: string): Promise<number> {
  const { session, now, appointment } = await appointing(id)
  const { certificate, statement, private: own } = appointment
  if (spaced(appointment.fingerprint) !== fingerprint)
    throw new ClientError('They have enrolled anew meanwhile, with another key. Compare that one.')
  const { size } = await signAndEnter(session, { statement, private: own, certificates: [certificate] }, now)
  await (await keptHere()).forget(keptName(id))
  return size
}

/** The people of one's own agency, and whether it is to nominate a liaison officer. */
export async function staff(): Promise<Staff> {
  const { session, now } = await work()
  const today = dayOf(now)
  const own = await ownAgency(session)
  return {
    people: await session.client.people(),
    today,
    missing: missingOfficers(await session.trust.state(), today).filter(({ agency }) => agency === own),
  }
}

/** Somebody of one's own agency, by the fingerprint of their key. @throws ClientError */
export async function colleague(certificate: string): Promise<AgencyPerson> {
  const { session } = await work()
  const found = (await session.client.people()).find((one) => one.certificate === certificate)
  if (found) return found
  throw new ClientError('There is nobody with that key in your agency.')
}

/** Until when somebody is appointed, and the usual end of an appointment that is made now: days, `YYYY-MM-DD`. */
export async function appointedUntil(login: string): Promise<{ until: string; usual: string }> {
  const { session, now } = await work()
  const { until } = personOfLogin(await session.trust.refresh(), login)
  return { until, usual: usualUntil(now) }
}

/** Appoints somebody anew, with other roles, training or end. @returns the record of the trust log */
export async function reappoint(
  login: string,
  changed: Partial<Pick<Nominee, 'roles' | 'trainedUntil' | 'until'>>,
): Promise<number> {
  const { session, now } = await work()
  return appointAnew(session, login, changed, now)
}

/** Ends an appointment, at once. @returns the record of the trust log */
export async function endAppointment(login: string, reason: (typeof END_REASONS)[number]): Promise<number> {
  const { session, now } = await work()
  const { agency, person, fingerprint } = personOfLogin(await session.trust.refresh(), login)
  const ending = await writeAppointmentEnd(
    { agency, person, certificate: fingerprint, time: now.toISOString() },
    { reason },
  )
  return (await signAndEnter(session, { ...ending, certificates: [] }, now)).size
}

/** Suspends an account at once; the appointment stays. */
export async function suspend(login: string, reason: (typeof SUSPENDED_FOR)[number]): Promise<void> {
  await (await work()).session.client.suspendAccount({ login, reason })
}

/** Ends a suspension. */
export async function readmit(login: string): Promise<void> {
  await (await work()).session.client.readmitAccount(login)
}

/** Lifts what wrong passphrases or want of use have closed. @returns what was lifted */
export async function lift(login: string): Promise<('lock' | 'dormancy')[]> {
  return (await (await work()).session.client.liftAccount(login)).lifted
}

async function appointing(id: string) {
  const [{ session, now }, kept] = await Promise.all([work(), keptHere()])
  const text = await kept.get(keptName(id))
  if (text === null)
    throw new ClientError(
      'This browser did not make that invitation. Certify where it was made, with the command there if it was made by that, or take it back and invite them anew.',
    )
  const meant = await openInvitation(text, session.key, now)
  return {
    session,
    now,
    nominee: meant.nominee,
    appointment: await appointmentOfNewcomer(session, meant, now),
  }
}

async function nomineeOf(session: Session, newcomer: Newcomer, now: Date): Promise<Nominee> {
  // Whoever was appointed before stays the same person in the trust log, where this machine knows them.
  const known = personOfName(await session.trust.refresh(), newcomer.login)
  return {
    ...newcomer,
    agency: await ownAgency(session),
    person: known?.person ?? newPersonId(),
    account: 'person',
    until: usualUntil(now),
  }
}
