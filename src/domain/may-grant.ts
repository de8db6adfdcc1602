import { isStolen } from './trust/appointments.ts'
import { certifies } from './trust/signers.ts'
import {
  type Appointed,
  mailboxOf,
  own,
  personOf,
  revocationOf,
  type TrustedPerson,
  type TrustState,
} from './trust/state.ts'
import { type Grant, PART_OF_RIGHT } from './wire/grant.ts'

/** Clocks differ: an appointment that begins so soon after a grant's time speaks for it too. */
const CLOCKS_MS = 10 * 60 * 1000

/**
 * The certificate of whoever made a grant, when they might: the root of the mailbox's agency, its recovery key, its liaison
 * officer or a deputy, or a colleague who was to hold that very part. Null for everybody else.
 *
 * A grant stands in no log, so the time that it states decides: by the appointment that its granter had then, whatever
 * they are now. A key that was stolen grants nothing, whatever time it states.
 */
export function granterCertificate(state: TrustState, grant: Grant, granter: string): string | null {
  const mailbox = mailboxOf(state, grant.mailbox)
  if (!mailbox) return null
  // Whoever was in an agency that is in no agreement any more goes on opening what came to it before.
  const agency = own(state.agencies, mailbox.agency) ?? own(state.formerAgencies, mailbox.agency)
  if (!agency) return null
  const { root, rootCertificate, recovery, formerKeys } = agency
  if (granter === root) return rootCertificate
  if (granter === recovery?.fingerprint) return recovery.certificate
  const before = formerKeys.find(({ fingerprint, until }) => fingerprint === granter && grant.time <= until)
  if (before) return before.certificate
  const person = personOf(state, granter)
  if (!person || person.agency !== mailbox.agency || !countsAt(state, person, grant.time)) return null
  const isEntitled = appointmentsAt(person, grant.time).some(
    (appointed) => (certifies(appointed) || isToHold(appointed, grant)) && wasInOffice(appointed, grant.time),
  )
  return isEntitled ? person.certificate : null
}

function isToHold({ mailboxes }: Appointed, { mailbox, part }: Grant): boolean {
  const rights = mailboxes.find(({ address }) => address === mailbox)?.rights ?? []
  return rights.some((right) => PART_OF_RIGHT[right] === part)
}

/** The appointment with this key that was in force then, and one that was about to be. */
function appointmentsAt(person: TrustedPerson, time: string): Appointed[] {
  const all = [...person.former, person]
  const soon = new Date(Date.parse(time) + CLOCKS_MS).toISOString()
  const found = [time, soon].map((moment) => all.findLast(({ since }) => since <= moment))
  return [...new Set(found.filter((one) => one !== undefined))]
}

function countsAt(state: TrustState, person: TrustedPerson, time: string): boolean {
  const revoked = revocationOf(state, person.fingerprint)
  return !isStolen(person) && !(revoked && (revoked.reason === 'compromised' || revoked.time <= time))
}

function wasInOffice({ from, until, ended }: Appointed, time: string): boolean {
  const day = time.slice(0, 10)
  return !(ended && ended.time <= time) && from <= day && day <= until
}
