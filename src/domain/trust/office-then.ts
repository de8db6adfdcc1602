import { dayOf } from '../day.ts'
import type { Role } from '../roles.ts'
import type { Right } from '../wire/grant.ts'
import { type Appointed, personOf, revocationOf, type TrustedPerson, type TrustState } from './state.ts'

/**
 * A signature that somebody in office is to have made: by which key, when by its own word; and when the log had it, null where
 * nothing shows that it has.
 */
export type OfficeSignature = { fingerprint: string; time: string; logged: string | null }

/** How far the clock of whoever signs may lie behind the time from which they were appointed, in ms. */
const CLOCKS_MS = 3_600_000

/**
 * Why a signature is not that of somebody who was in office in one of some roles when they made it, by a key that was good then.
 *
 * A key that was stolen signs with any date: what it signed counts only where the log had it before that was said. An appointment
 * counts from when the trust log had it, and ends with the next one, on days of the United Kingdom.
 *
 * @param office.called the roles in words, after "in office as"
 * @returns null when it is; else a part of a sentence, to follow a colon
 */
export function whyNotInOffice(
  state: TrustState,
  { fingerprint, time, logged }: OfficeSignature,
  { roles, called }: { roles: readonly Role[]; called: string },
): string | null {
  const person = personOf(state, fingerprint)
  if (!person) return 'no agency has appointed anybody with that key'
  const who = `${person.title} ${person.number}`
  const revoked = revocationOf(state, fingerprint)
  if (revoked && revoked.time <= time) return `the key of ${who} was revoked by then (${revoked.reason})`
  const stolen = stolenAt(state, person)
  if (stolen !== null && (logged === null || stolen <= logged))
    return `the key of ${who} was said to be in other hands on ${stolen.slice(0, 10)}, and nothing shows that it had signed this before`
  const isOf = (one: Office): boolean => roles.some((role) => one.roles.includes(role))
  if (appointments(person).some((one) => isOf(one) && covers(one, time))) return null
  return `${who} was not in office as ${called} of ${person.agency} then`
}

/** When it was first said that somebody else has the key; null when nobody has said so. */
function stolenAt(state: TrustState, person: TrustedPerson): string | null {
  const revoked = revocationOf(state, person.fingerprint)
  const times = [...person.former, person].flatMap(({ ended }) => (ended?.stolen ? [ended.time] : []))
  if (revoked?.reason === 'compromised') times.push(revoked.time)
  return times.sort()[0] ?? null
}

/**
 * Whether somebody was appointed to send from a mailbox at the time at which they say that they signed: by an appointment that held
 * then, and not by one that they had before or came to have later. A key that was stolen says any time.
 */
export const mightSendThen = (
  state: TrustState,
  person: TrustedPerson,
  { mailbox, time }: { mailbox: string; time: string },
): boolean =>
  stolenAt(state, person) === null &&
  appointments(person).some((one) => covers(one, time) && has(one, { mailbox, right: 'send' }))

/** A right in a mailbox, and the time at which somebody says that they signed by it. */
type Claimed = { mailbox: string; right: Right; time: string }

/**
 * Whether an appointment of somebody's gave them a right in a mailbox of their agency at the time at which they say that they signed, as
 * far as it is known here: which mailboxes somebody has only their own agency is told, and of others it is enough that they were
 * appointed. That the mailbox is of that agency is not asked here.
 */
export const mightThen = (person: TrustedPerson, { mailbox, right, time }: Claimed): boolean =>
  appointments(person).some((one) => covers(one, time) && (!one.opened || has(one, { mailbox, right })))

/** The same of what the log has had since some time: a key that was said to be stolen only after that had signed it before. */
export function mightThenAsLogged(
  state: TrustState,
  person: TrustedPerson,
  { logged, ...claimed }: Claimed & { logged: string },
): boolean {
  const revoked = revocationOf(state, person.fingerprint)
  if (revoked && revoked.time <= claimed.time) return false
  const stolen = stolenAt(state, person)
  return (stolen === null || stolen > logged) && mightThen(person, claimed)
}

const has = ({ mailboxes }: Office, { mailbox, right }: Omit<Claimed, 'time'>): boolean =>
  mailboxes.some(({ address, rights }) => address === mailbox && rights.includes(right))

type Office = Pick<Appointed, 'roles' | 'mailboxes' | 'opened' | 'from' | 'until' | 'since'> & {
  ended: string | null
}

/** All that somebody was appointed to with a key, the oldest first: each ends with the next, if not before. */
function appointments(person: TrustedPerson): Office[] {
  const all = [...person.former, person]
  return all.map(({ roles, mailboxes, opened, from, until, since, ended }, at) => {
    const ends = [ended?.time, all[at + 1]?.since].filter((end) => end !== undefined).sort()
    return { roles, mailboxes, opened, from, until, since, ended: ends[0] ?? null }
  })
}

function covers({ from, until, since, ended }: Office, time: string): boolean {
  const day = dayOf(new Date(time))
  const hasBegun = Date.parse(since) <= Date.parse(time) + CLOCKS_MS
  return from <= day && day <= until && hasBegun && (ended === null || ended > time)
}
