import type { MailboxCertificate, Revocation, Vouch } from '../wire/trust/certificate.ts'
import { certifies, isSignedBy, type Judged, signerFor } from './signers.ts'
import {
  agencyNamed,
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
} from './state.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

type Given = { judged: Judged; certificates: readonly ReadCertificate[] }

/**
 * Enters the certificate of a mailbox as its own agency certifies it. The fingerprint changes only where the statement
 * names the one before; the generation never goes back, so that an old certificate cannot be shown as the new one.
 *
 * @throws TrustError
 */
export async function enterCertificate(
  state: TrustState,
  statement: MailboxCertificate,
  { judged, certificates }: Given,
  verifier: TrustVerifier,
): Promise<void> {
  const { agency: name, mailbox: address } = statement
  const agency = agencyNamed(state, name)
  await signerFor(state, name, judged, verifier)
  if (!agency.domains.includes(domainOf(address)))
    throw new TrustError('not-its-domain', `${address} is in no mail domain of ${name}.`)
  const before = mailboxOf(state, address)
  demandNotAnothers(before, name)
  // What another agency vouched for gives way to the agency's own word.
  const certified = before && !before.vouched ? before : undefined
  demandReplaces(certified, statement)
  if (certified && statement.route !== certified.route)
    throw new TrustError(
      'conflict',
      `${address} is read ${certified.route === 'local' ? 'in the service' : 'by mail'}.`,
    )
  if (certified && statement.generation < certified.generation)
    throw new TrustError('out-of-order', `${address} has a later generation of keys already.`)
  const next = (certified?.generation ?? 0) + 1
  if (statement.generation > next)
    throw new TrustError('out-of-order', `The next generation of keys of ${address} is ${next}.`)
  const certificate = certificateOf(state, statement, certificates, true)
  demandNotOlder(certified, certificate)
  state.mailboxes[address] = {
    address,
    agency: name,
    name: statement.name,
    route: statement.route,
    fingerprint: certificate.fingerprint,
    certificate: certificate.armored,
    sha256: certificate.sha256,
    generation: statement.generation,
    newest: certificate.newest,
    restricted: statement.restricted,
    by: name,
    vouched: false,
    // A key that somebody else vouched for was never the agency's.
    former: formerOf(certified, certificate.fingerprint),
    at: state.size,
    time: statement.time,
  }
}

/**
 * Enters the certificate of a partner's mailbox that another agency vouches for. It gives way to the word of the
 * mailbox's own agency; of two agencies that vouch, the first, until it says otherwise.
 *
 * @throws TrustError
 */
export async function enterVouch(
  state: TrustState,
  statement: Vouch,
  { judged, certificates }: Given,
  verifier: TrustVerifier,
): Promise<void> {
  const { agency: name, mailbox: address } = statement
  agencyNamed(state, name)
  await signerFor(state, name, judged, verifier)
  const owner = agencyOfDomain(state, domainOf(address))
  if (!owner)
    throw new TrustError(
      'not-its-domain',
      `No agency that has signed an agreement has the domain of ${address}.`,
    )
  if (owner.name === name)
    throw new TrustError('conflict', `${address} is a mailbox of ${name} itself, which certifies it.`)
  // Somebody in another area has nothing to say of it, and could only be in the way of those who have.
  if (!shareAgreement(state, name, owner.name))
    throw new TrustError('not-entitled', `${name} and ${owner.name} have signed no agreement together.`)
  const before = mailboxOf(state, address)
  if (before && !before.vouched)
    throw new TrustError('conflict', `${before.by} has certified ${address} itself.`)
  demandNotAnothers(before, owner.name)
  if (before && before.by !== name && vouchCounts(state, before, name))
    throw new TrustError('conflict', `${before.by} vouches for ${address}; it is for them to change that.`)
  demandReplaces(before, statement)
  const certificate = certificateOf(state, statement, certificates, false)
  demandNotOlder(before, certificate)
  state.mailboxes[address] = {
    address,
    agency: owner.name,
    name: statement.name,
    route: 'mail',
    fingerprint: certificate.fingerprint,
    certificate: certificate.armored,
    sha256: certificate.sha256,
    generation: 0,
    newest: certificate.newest,
    restricted: false,
    by: name,
    vouched: true,
    former: formerOf(before, certificate.fingerprint),
    at: state.size,
    time: statement.time,
  }
}

/**
 * Enters that a certificate is not to be used any more: signed for the agency whose it is, or by its own key.
 * @throws TrustError
 */
export async function enterRevocation(
  state: TrustState,
  { agency: name, certificate: fingerprint, reason, time }: Revocation,
  judged: Judged,
  verifier: TrustVerifier,
): Promise<void> {
  agencyNamed(state, name)
  const owner = ownerOf(state, fingerprint)
  if (!owner?.agencies.includes(name))
    throw new TrustError('out-of-order', `${name} never certified the key ${fingerprint}.`)
  if (revocationOf(state, fingerprint))
    throw new TrustError('out-of-order', `The key ${fingerprint} was revoked before.`)
  if (!(await isSignedBy({ fingerprint, certificate: owner.certificate }, judged, verifier))) {
    const signer = await signerFor(state, name, judged, verifier)
    if (signer.kind === 'person' && owner.person !== null && certifies(owner.person))
      throw new TrustError('not-entitled', 'Only the root revokes the key of a liaison officer or a deputy.')
  }
  const voucher = owner.person === null && !owner.isOwn(name)
  state.revoked[fingerprint] = { reason, time, at: state.size, by: name, voucher }
}

/** Those who may revoke it: who signed for it, and the agency whose mailbox it is. */
type Owner = {
  agencies: string[]
  certificate: string
  person: TrustedPerson | null
  /** whether it is this agency's own key, and not one that it vouched for */
  isOwn(agency: string): boolean
}

function ownerOf(state: TrustState, fingerprint: string): Owner | undefined {
  const person = personOf(state, fingerprint)
  if (person)
    return {
      agencies: [person.agency],
      certificate: person.certificate,
      person,
      isOwn: (name) => name === person.agency,
    }
  for (const { by, agency, former, ...now } of Object.values(state.mailboxes)) {
    const found = [now, ...former].find((one) => one.fingerprint === fingerprint)
    if (found)
      return {
        agencies: [by, agency],
        certificate: found.certificate,
        person: null,
        isOwn: (name) => name === agency,
      }
  }
  return undefined
}

function demandReplaces(
  before: TrustedMailbox | undefined,
  { mailbox, certificate, replaces }: { mailbox: string; certificate: string; replaces: string | null },
): void {
  const changes = before !== undefined && before.fingerprint !== certificate
  if (replaces === (changes ? before.fingerprint : null)) return
  throw new TrustError(
    'conflict',
    changes
      ? `${mailbox} has the key ${before.fingerprint}; what replaces it has to name it.`
      : `${mailbox} has no other key that this one could replace.`,
  )
}

/** The certificate that the statement is about, when it comes with it and is made out to the mailbox. */
function certificateOf(
  state: TrustState,
  { mailbox, certificate: fingerprint, sha256 }: { mailbox: string; certificate: string; sha256: string },
  certificates: readonly ReadCertificate[],
  isOwn: boolean,
): ReadCertificate {
  const found = certificates.find((one) => one.fingerprint === fingerprint)
  if (!found || found.sha256 !== sha256)
    throw new TrustError(
      'certificate',
      `The certificate of ${mailbox} that comes with this is not the one that was signed for.`,
    )
  if (!found.addresses.includes(mailbox))
    throw new TrustError('certificate', `The certificate is not made out to ${mailbox}.`)
  const revoked = revocationOf(state, fingerprint)
  // Whoever vouched for a key and took that back has not taken it from its owner.
  if (revoked?.voucher && isOwn) delete state.revoked[fingerprint]
  else if (revoked) throw new TrustError('revoked', `The key of ${mailbox} was revoked.`)
  const isElsewhere =
    personOf(state, fingerprint) !== undefined ||
    Object.values(state.mailboxes).some(
      ({ address, former, ...now }) =>
        address !== mailbox && [now, ...former].some((one) => one.fingerprint === fingerprint),
    )
  if (isElsewhere) throw new TrustError('conflict', `The key of ${mailbox} is somebody else’s already.`)
  return found
}

/** A copy from before the present one would take back what the key itself has said since: an end, a revoked subkey. */
function demandNotOlder(before: TrustedMailbox | undefined, { fingerprint, newest }: ReadCertificate): void {
  if (before?.fingerprint === fingerprint && newest < before.newest)
    throw new TrustError(
      'out-of-order',
      `This is an older copy of the certificate of ${before.address} than the one in force.`,
    )
}

/** A mailbox stays its agency's: what came to it is theirs to read. */
function demandNotAnothers(before: TrustedMailbox | undefined, agency: string): void {
  if (before && before.agency !== agency)
    throw new TrustError(
      'conflict',
      `${before.address} was a mailbox of ${before.agency}, and becomes nobody else’s. Choose another address.`,
    )
}

/** Whether the word of whoever vouches for a mailbox still counts, for another agency that would give its own. */
function vouchCounts(state: TrustState, { by, agency }: TrustedMailbox, other: string): boolean {
  return (
    own(state.agencies, by) !== undefined &&
    shareAgreement(state, by, agency) &&
    !suspensionBetween(state, by, other)
  )
}

const shareAgreement = (state: TrustState, one: string, other: string): boolean =>
  Object.values(state.agreements).some(({ signed }) => signed.includes(one) && signed.includes(other))

const formerOf = (before: TrustedMailbox | undefined, fingerprint: string): TrustedMailbox['former'] =>
  before === undefined
    ? []
    : before.fingerprint === fingerprint
      ? before.former
      : [{ fingerprint: before.fingerprint, certificate: before.certificate }, ...before.former]
