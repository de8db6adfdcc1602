import type { Role } from '../roles.ts'
import type { Agreement } from '../wire/agreement.ts'
import type { Annex } from '../wire/trust/annex.ts'
import type { AppointedMailbox } from '../wire/trust/appointment.ts'
import type { RuleAmendment } from '../wire/trust/rules.ts'
import { TrustError } from './trust-error.ts'

/** An agreement as far as it has come: its newest version, and what its versions were. */
export type TrustedAgreement = {
  /** the newest version */
  document: Agreement
  sha256: string
  /** agencies that have signed it, by name: it counts for no other */
  signed: string[]
  versions: { document: Agreement; sha256: string; signed: string[]; at: number }[]
  annex: { document: Annex; sha256: string } | null
}

/**
 * An agency that has signed an agreement. Certificates are armored. What it may be given (class, group, ICO registration)
 * each agreement says for itself: one never widens another.
 */
export type TrustedAgency = {
  name: string
  root: string
  rootCertificate: string
  successor: string | null
  /** those that any agreement gives it which it has signed */
  domains: string[]
  recovery: { fingerprint: string; certificate: string } | null
  /** roots and recovery keys that it had before, and until when: what they granted by then goes on counting */
  formerKeys: { fingerprint: string; certificate: string; until: string }[]
}

/** An agency that no agreement names any more. What it signed before `at` goes on counting; it cannot come back as another. */
export type FormerAgency = TrustedAgency & { at: number }

/** What one appointment gives. `at` is the place of the record in the trust log. */
export type Appointed = {
  roles: Role[]
  /** none where it is not `opened` */
  mailboxes: AppointedMailbox[]
  /** whether its private part was there: it is for the agency itself and the service */
  opened: boolean
  from: string
  until: string
  at: number
  /** the latest time that the log stated when it was entered: from then on it counts, whatever it states itself */
  since: string
  /** `reason` is null where it is not known here */
  ended: { at: number; time: string; stolen: boolean; reason: string | null } | null
}

/** A person or a system as an agency has appointed them, by one key. */
export type TrustedPerson = Appointed & {
  agency: string
  /** who they are in all their appointments: says nothing of them */
  person: string
  /** null where it is not known here, as for staff of another agency */
  login: string | null
  title: string
  number: string
  account: 'person' | 'machine'
  trainedUntil: string | null
  fingerprint: string
  certificate: string
  /** of the binary certificate */
  sha256: string
  /** when its newest self-signature was made */
  newest: string
  /** earlier appointments with this key, the oldest first */
  former: Appointed[]
}

/** The certificate of a mailbox, and whose word it is. */
export type TrustedMailbox = {
  address: string
  /** whose mailbox it is */
  agency: string
  name: string
  route: 'local' | 'mail'
  fingerprint: string
  certificate: string
  sha256: string
  generation: number
  /** when its newest self-signature was made */
  newest: string
  restricted: boolean
  /** the agency that signed for it: its own, or another that vouches for it */
  by: string
  vouched: boolean
  /** fingerprints that it had before, the newest first */
  former: { fingerprint: string; certificate: string }[]
  at: number
  /** the time that its statement says */
  time: string
}

/** `voucher`: by an agency that had merely vouched for it. That binds nobody whose own key it is. */
export type Revoked = { reason: string; at: number; time: string; by: string; voucher: boolean }
export type Suspended = { by: string; agency: string; reason: string; at: number; time: string }

/** An amendment of the rules under which an agreement stands, with the SHA-256 of its text. `at` is its place in the trust log. */
export type TrustedAmendment = { document: RuleAmendment; sha256: string; at: number }

/**
 * What the trust log says, when it is read from its first record to its last. Plain JSON, so that it can be kept.
 *
 * Everybody who reads a log comes to the same; what of it somebody believes follows from the root they begin from
 * (`believedFrom`), which is then `anchor`. Null in what has not been cut down to that.
 */
export type TrustState = {
  anchor: string | null
  /** records read so far */
  size: number
  /** the latest time that any of them states */
  time: string
  /** SHA-256 of every statement but agreements, and its place: none is entered twice */
  entered: Record<string, number>
  /** roots that others have taken the place of, and which: they never come back */
  succeeded: Record<string, string>
  agreements: Record<string, TrustedAgreement>
  /** who had signed which agreement, each time that this changed */
  links: { agreement: string; signed: string[] }[]
  agencies: Record<string, TrustedAgency>
  formerAgencies: Record<string, FormerAgency>
  /** by fingerprint of their key */
  people: Record<string, TrustedPerson>
  /** by the id of each person, the fingerprint that they have now, or had last */
  persons: Record<string, string>
  /** the id of the person whose a sign-in name is, as far as it is known here */
  logins: Record<string, string>
  mailboxes: Record<string, TrustedMailbox>
  revoked: Record<string, Revoked>
  suspensions: Suspended[]
  /** in the order of the log */
  amendments: TrustedAmendment[]
}

/** Nothing read yet. */
export const emptyTrust = (): TrustState => ({
  anchor: null,
  size: 0,
  time: '',
  entered: {},
  succeeded: {},
  agreements: {},
  links: [],
  agencies: {},
  formerAgencies: {},
  people: {},
  persons: {},
  logins: {},
  mailboxes: {},
  revoked: {},
  suspensions: [],
  amendments: [],
})

/** The agency of a name. @throws TrustError `unknown-agency` */
export function agencyNamed(state: TrustState, name: string): TrustedAgency {
  const agency = own(state.agencies, name)
  if (agency) return agency
  throw new TrustError('unknown-agency', `${name} has signed no agreement that is in force here.`)
}

/** The agency that an agreement says has this mail domain. */
export function agencyOfDomain(state: TrustState, domain: string): TrustedAgency | undefined {
  return Object.values(state.agencies).find(({ domains }) => domains.includes(domain))
}

/** The domain of a mail address. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** The person whose key has this fingerprint, in office or not. */
export const personOf = (state: TrustState, fingerprint: string): TrustedPerson | undefined =>
  own(state.people, fingerprint)

/** A person by their id, with the key that they have now or had last. */
export function personNamed(state: TrustState, id: string): TrustedPerson | undefined {
  const fingerprint = own(state.persons, id)
  return fingerprint === undefined ? undefined : personOf(state, fingerprint)
}

/** The person of a sign-in name, in office or not, where it is known here. */
export function personOfName(state: TrustState, login: string): TrustedPerson | undefined {
  const id = own(state.logins, login)
  return id === undefined ? undefined : personNamed(state, id)
}

/** The mailbox of an address. */
export const mailboxOf = (state: TrustState, address: string): TrustedMailbox | undefined =>
  own(state.mailboxes, address)

/** Why a certificate is not to be used any more; undefined where nobody has said so. */
export const revocationOf = (state: TrustState, fingerprint: string): Revoked | undefined =>
  own(state.revoked, fingerprint)

/** Names come from strangers: what every object has is nobody's. */
export const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined

/** Whether somebody is in office on a day (`YYYY-MM-DD`): appointed for it, not ended, agency and key still trusted. */
export function inOffice(state: TrustState, person: TrustedPerson, day: string): boolean {
  return (
    person.ended === null &&
    person.from <= day &&
    day <= person.until &&
    own(state.agencies, person.agency) !== undefined &&
    revocationOf(state, person.fingerprint) === undefined
  )
}

/** The suspension that keeps two agencies from sealing to each other: of either by the other, or of either by itself. */
export function suspensionBetween(
  state: Pick<TrustState, 'suspensions'>,
  one: string,
  other: string,
): Suspended | undefined {
  return state.suspensions.find(({ by, agency }) => {
    const concerns = agency === one || agency === other
    return concerns && (by === agency || by === one || by === other)
  })
}
