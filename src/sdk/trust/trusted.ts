import Value from 'typebox/value'
import { describeCertificate } from '../../crypto/certificate.ts'
import type { PublicKey } from '../../crypto/keys.ts'
import { amendmentsFor } from '../../domain/trust/amendments.ts'
import {
  agencyOfDomain,
  domainOf,
  mailboxOf,
  own,
  personOf,
  revocationOf,
  suspensionBetween,
  type TrustedMailbox,
  type TrustedPerson,
  type TrustState,
} from '../../domain/trust/state.ts'
import type { Directory, ListedSignatory } from '../../domain/wire/directory.ts'
import type { Client } from '../client.ts'
import { ClientError } from '../errors.ts'
import { createKept, type Kept } from '../kept.ts'
import { type Wait, waitQuietly } from '../patience.ts'
import { TrustLogError } from './read-trust.ts'
import type { Trust } from './trust.ts'

type Standing = Omit<ListedSignatory, 'agency'>

/** What it takes to say whose a key is. */
export type Lookup = { trust: Pick<Trust, 'state' | 'refresh'>; kept?: Kept }

/**
 * The certificate of a mailbox, as its agency certified it, or another agency vouches for it, carrying the mailbox's own
 * address (a mail client chooses the key by the address).
 *
 * @param from the mailbox that is to seal to it: neither agency may have suspended its trust in the other
 * @throws ClientError when there is none, or when it is not to be used; TrustLogError
 */
export async function mailboxCertificate(
  { trust, kept = createKept() }: Lookup,
  address: string,
  { now, from }: { now: Date; from?: string },
): Promise<PublicKey> {
  const state = await trust.state()
  const mailbox = mailboxOf(state, address)
  if (!mailbox)
    throw new ClientError(`No agency has certified a key of ${address}, so nothing can be sealed to it.`)
  demandUsable(state, mailbox)
  const sender = from === undefined ? undefined : mailboxOf(state, from)
  if (sender) {
    demandNotSuspended(state, sender.agency, mailbox.agency)
    // Whoever vouches for it is believed as long as they are trusted themselves.
    if (mailbox.by !== mailbox.agency) demandNotSuspended(state, sender.agency, mailbox.by)
  }
  const certificate = await kept.readCertificate(mailbox.certificate)
  if (!(await kept.addressesOf(certificate, now)).includes(address)) {
    const { expires } = await describeCertificate(certificate, now)
    // Whoever seals to it says since when it has ended.
    if (expires !== null && expires <= now) return certificate
    throw new ClientError(`The certificate of ${address} is not made out to that address. Ask its holder.`)
  }
  return certificate
}

function demandUsable(state: TrustState, { address, agency, by, fingerprint }: TrustedMailbox): void {
  const revoked = revocationOf(state, fingerprint)
  if (revoked) {
    throw new ClientError(
      `${revoked.by} revoked the key of ${address} on ${revoked.time.slice(0, 10)} (${revoked.reason}). Nothing is sealed to it: ask ${agency} for the new one.`,
    )
  }
  const owner = own(state.agencies, agency)
  if (owner === undefined)
    throw new ClientError(`${agency}, whose mailbox ${address} is, has signed no agreement that is in force.`)
  if (!owner.domains.includes(domainOf(address)))
    throw new ClientError(`${address} is in no mail domain that an agreement gives ${agency} now.`)
  if (own(state.agencies, by) === undefined)
    throw new ClientError(
      `${by}, which vouched for the key of ${address}, has signed no agreement that is in force: your liaison officer compares the key anew.`,
    )
}

function demandNotSuspended(state: TrustState, one: string, other: string): void {
  const suspended = suspensionBetween(state, one, other)
  if (!suspended) return
  const whose = suspended.by === suspended.agency ? 'in its own keys' : `in ${suspended.agency}`
  throw new ClientError(
    `${suspended.by} suspended trust ${whose} on ${suspended.time.slice(0, 10)} (${suspended.reason}). Nothing is sealed between ${one} and ${other} until it is resumed.`,
  )
}

/**
 * Every certificate that a mailbox has had by its agency's word: what was signed by an earlier one still verifies. None
 * that was revoked because it was stolen.
 */
export async function certificatesOf(
  { trust, kept = createKept() }: Lookup,
  address: string,
): Promise<PublicKey[]> {
  const state = await trust.state()
  const mailbox = mailboxOf(state, address)
  if (!mailbox) return []
  const usable = [mailbox, ...mailbox.former].filter(
    ({ fingerprint }) => revocationOf(state, fingerprint)?.reason !== 'compromised',
  )
  return Promise.all(usable.map(({ certificate }) => kept.readCertificate(certificate)))
}

/**
 * The certificate of whoever signed something, as their agency appointed them: by the trust log, and not by what the
 * service gives out beside the signature.
 *
 * Somebody who has left had signed before that, or did so by a key that counts no more: what tells is how much of the
 * trust log they had seen, where the statement says so, and else the time it states.
 *
 * @param signed when it was signed, and for which mailbox, where that is known
 * @throws ClientError
 */
export async function personCertificate(
  { trust, kept = createKept() }: Lookup,
  armored: string,
  signed: { time?: string; size?: number; mailbox?: string } = {},
): Promise<PublicKey> {
  const person = await appointedPerson({ trust }, (await kept.readCertificate(armored)).getFingerprint())
  const state = await trust.state()
  demandSignedInOffice(state, person, signed)
  const { mailbox } = signed
  // Of a mailbox without a key the domain says whose it is.
  const agency =
    mailbox && (mailboxOf(state, mailbox)?.agency ?? agencyOfDomain(state, domainOf(mailbox))?.name)
  if (agency !== undefined && agency !== person.agency) {
    throw new ClientError(
      `The signature for ${mailbox} is by ${person.title} ${person.number} of ${person.agency}, whose mailbox it is not.`,
    )
  }
  return kept.readCertificate(person.certificate)
}

/**
 * Whoever an agency has appointed with a key, in office or not any more.
 *
 * @throws ClientError when none has
 */
export async function appointedPerson(
  { trust }: Pick<Lookup, 'trust'>,
  fingerprint: string,
): Promise<TrustedPerson> {
  // Somebody may have been appointed a moment ago.
  const person = personOf(await trust.state(), fingerprint) ?? personOf(await trust.refresh(), fingerprint)
  if (person) return person
  throw new ClientError(`The signature is by a key that no agency has appointed (${fingerprint}).`)
}

function demandSignedInOffice(
  state: TrustState,
  person: TrustedPerson,
  { time, size }: { time?: string; size?: number },
): void {
  const { fingerprint, title, number, agency } = person
  const revoked = revocationOf(state, fingerprint)
  const isAfter = (end: { at: number; time: string }) =>
    (size !== undefined && size > end.at) || (time !== undefined && time > end.time)
  if (revoked && (revoked.reason === 'compromised' || isAfter(revoked))) {
    throw new ClientError(
      `The signature is by a key of ${title} ${number} (${agency}) that was revoked on ${revoked.time.slice(0, 10)} (${revoked.reason}).`,
    )
  }
  const former = own(state.formerAgencies, agency)
  if (former && size !== undefined && size > former.at) {
    throw new ClientError(
      `The signature is by ${title} ${number} of ${agency}, which was in no agreement any more when it was made.`,
    )
  }
  // Somebody may have left and come back with the same key: what counts is the appointment of then.
  const appointments = [...person.former, person]
  const inOffice = appointments.some(
    ({ at, ended }) => (size === undefined || size > at) && !(ended && isAfter(ended)),
  )
  if (inOffice) return
  const ended = appointments.findLast((one) => one.ended && isAfter(one.ended))?.ended
  throw new ClientError(
    ended
      ? `The signature is by ${title} ${number} of ${agency}, whose appointment ended on ${ended.time.slice(0, 10)}, before it was made.`
      : `The signature is by ${title} ${number} of ${agency}, who had not been appointed when it was made.`,
  )
}

/**
 * Seconds between one look and the next. The service's tables have what was entered at once, and the trust log once it is
 * published, within moments: until then the directory is ahead, and nobody is to be accused of it.
 */
const PAUSES = [0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6]

/**
 * The directory of agencies, mailboxes, networks and agreements, held against what the agencies have signed. Where it says
 * otherwise both are read again for some three seconds before that is said.
 *
 * @throws TrustLogError naming the first thing that the service goes on saying otherwise
 */
export async function readDirectory(
  { client, trust }: { client: Client; trust: Trust },
  wait: Wait = waitQuietly,
): Promise<Directory> {
  let [directory, state] = await Promise.all([client.directory(), trust.state()])
  for (const pause of PAUSES) {
    try {
      return heldAgainst(state, directory)
    } catch (error) {
      if (!(error instanceof TrustLogError)) throw error
      await wait(pause)
      // The log last: what was published by then is in it, and the directory has all that the log has.
      directory = await client.directory()
      state = await trust.refresh()
    }
  }
  return heldAgainst(state, directory)
}

/**
 * The directory, held against what the agencies have signed: whose a mailbox is, what an agency may be given and why,
 * who has signed which agreement, and how its rules were amended.
 *
 * @throws TrustLogError naming the first thing that the service says otherwise
 */
function heldAgainst(state: TrustState, directory: Directory): Directory {
  const names = new Map(directory.agencies.map(({ id, name }) => [id, name]))
  const lies = (of: string): TrustLogError =>
    new TrustLogError(
      `The service’s directory says otherwise of ${of} than the agencies have signed. Nothing was done. Tell your liaison officer and the operator.`,
    )
  for (const { address, agency } of directory.mailboxes) {
    const whose = mailboxOf(state, address)?.agency
    if (whose !== undefined && whose !== names.get(agency)) throw lies(address)
  }
  for (const {
    id,
    version,
    purposes,
    areas,
    ruleSet,
    amendments,
    from,
    until,
    sha256,
    signatories,
  } of directory.agreements) {
    const known = own(state.agreements, id)
    if (!known) continue
    const signed = known.versions.find((one) => one.document.version === version)
    if (signed?.sha256 !== sha256) throw lies(`the agreement ${id}`)
    const { document } = signed
    if (
      ruleSet !== document.ruleSet ||
      from !== document.from ||
      // A version ends sooner where another has taken its place.
      until > document.until ||
      !sameOf(areas, document.areas) ||
      !sameOf(purposes, document.purposes)
    )
      throw lies(`the agreement ${id}`)
    if (!Value.Equal(amendments, amendmentsFor(document, state.amendments)))
      throw lies(`the rules of the agreement ${id}`)
    for (const { agency, ...standing } of signatories) {
      const name = names.get(agency) ?? ''
      if (!signed.signed.includes(name)) throw lies(`who signed ${id}`)
      const said = signed.document.signatories.find((one) => one.agency === name)
      if (!said || !sameStanding(said, standing)) throw lies(name)
    }
  }
  // What no agency from here has signed counts for nothing, whatever the service says of it: agreements, and mailboxes of
  // others in what is a domain of one of ours.
  const isOurs = ({ address, agency }: Directory['mailboxes'][number]) => {
    const whose = mailboxOf(state, address)?.agency ?? agencyOfDomain(state, domainOf(address))?.name
    return whose === undefined || whose === names.get(agency)
  }
  return {
    ...directory,
    mailboxes: directory.mailboxes.filter(isOurs),
    agreements: directory.agreements.filter(({ id }) => own(state.agreements, id)),
  }
}

/** Whether two lists name the same. */
const sameOf = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())

/** Whether two say the same of an agency: domains, bodies, which mailbox is of which, classes, group, area, ICO registration. */
function sameStanding(one: Standing, other: Standing): boolean {
  const text = ({ domains, bodies, legalClasses, group, area, icoUntil }: Standing) =>
    JSON.stringify([domains.toSorted(), bodies.toSorted(), legalClasses.toSorted(), group, area, icoUntil])
  return text(one) === text(other) && Value.Equal(one.mailboxes, other.mailboxes)
}
