import type { Agreement, Signatory } from '../wire/agreement.ts'
import { demandAccord, demandConsistent } from './agreement-form.ts'
import { demandSigned, signersOf } from './agreement-signers.ts'
import { own, type TrustedAgency, type TrustedAgreement, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

type Given = { text: string; signatures: readonly string[]; certificates: readonly ReadCertificate[] }

/**
 * Enters an agreement, or a further version of one.
 *
 * It takes effect when the roots of all its responsible authorities have signed it, and, for a further version, those of
 * the version before, but for an agency that it leaves out: an agency is removed by all others (A8). The others that it
 * names count as signatories when they have signed, too (A9); the same text may come again with more signatures.
 *
 * @throws TrustError
 */
export async function enterAgreement(
  state: TrustState,
  agreement: Agreement,
  given: Given,
  verifier: TrustVerifier,
): Promise<void> {
  const sha256 = await verifier.digest(given.text)
  const before = own(state.agreements, agreement.id)
  const again = before?.sha256 === sha256
  if (!again) demandOrder(agreement, before)
  demandConsistent(agreement)
  demandAccord(state, agreement)
  demandNamed(state, agreement, given.certificates)
  const { text, signatures } = given
  const armored = given.certificates.map((one) => one.armored)
  const added = await signersOf(
    state,
    { agreement, before: before?.document },
    { text, signatures, certificates: armored },
    verifier,
  )
  const signers = new Set([...(again ? before.signed : []), ...added])
  if (again && signers.size === before.signed.length)
    throw new TrustError(
      'out-of-order',
      'This version of the agreement stands in the log with these signatures.',
    )
  demandSigned(agreement, before?.document, signers)
  const signed = agreement.signatories.filter(({ agency }) => signers.has(agency))
  // Whoever had signed before stands as they are: their root may have been succeeded since.
  const fresh = signed.filter(({ agency }) => !(again && before.signed.includes(agency)))
  const agencies = fresh.map((signatory) => enteredAgency(state, agreement.id, signatory, given.certificates))
  const names = signed.map(({ agency }) => agency)
  state.agreements[agreement.id] = {
    document: agreement,
    sha256,
    signed: names,
    versions: [
      ...(before?.versions ?? []).filter((version) => version.sha256 !== sha256),
      { document: agreement, sha256, signed: names, at: state.size },
    ],
    annex: before?.annex ?? null,
  }
  state.links.push({ agreement: agreement.id, signed: names })
  for (const agency of agencies) {
    const root = own(state.agencies, agency.name)?.root
    if (root !== undefined && root !== agency.root) state.succeeded[root] = agency.root
    state.agencies[agency.name] = agency
    delete state.formerAgencies[agency.name]
  }
  retireUnnamed(state)
  for (const agency of Object.values(state.agencies)) agency.domains = domainsOf(state, agency.name)
}

function demandOrder(agreement: Agreement, before: TrustedAgreement | undefined): void {
  const version = (before?.document.version ?? 0) + 1
  if (agreement.version !== version || agreement.previous !== (before?.sha256 ?? null)) {
    throw new TrustError(
      'out-of-order',
      before
        ? `The next version of ${agreement.id} is ${version}, and names the digest of the one before.`
        : `The first version of ${agreement.id} is 1, and follows none.`,
    )
  }
}

/** What comes with an agreement is read by everybody for ever: certificates of roots that it names or that are known. */
function demandNamed(
  state: TrustState,
  { signatories }: Agreement,
  certificates: readonly ReadCertificate[],
): void {
  const known = [...Object.values(state.agencies), ...Object.values(state.formerAgencies)]
  const named = new Set([
    ...signatories.flatMap(({ root, successor }) => [root, successor]),
    ...known.map(({ root }) => root),
  ])
  if (certificates.every(({ fingerprint }) => named.has(fingerprint))) return
  throw new TrustError('certificate', 'A certificate comes with the agreement that is of no root in it.')
}

/** Agencies that no agreement counts as signatories any more. */
function retireUnnamed(state: TrustState): void {
  const counted = new Set(Object.values(state.agreements).flatMap(({ signed }) => signed))
  for (const agency of Object.values(state.agencies)) {
    if (counted.has(agency.name)) continue
    state.formerAgencies[agency.name] = { ...agency, at: state.size }
    delete state.agencies[agency.name]
  }
}

/** The mail domains that agreements give an agency which has signed them. */
function domainsOf(state: TrustState, name: string): string[] {
  const domains = Object.values(state.agreements)
    .filter(({ signed }) => signed.includes(name))
    .flatMap(({ document }) => document.signatories.filter(({ agency }) => agency === name))
    .flatMap((signatory) => signatory.domains)
  return [...new Set(domains)]
}

/** The agency as this agreement has it, which must not contradict what another says of it. */
function enteredAgency(
  state: TrustState,
  id: string,
  { agency: name, root, successor, domains }: Signatory,
  certificates: readonly ReadCertificate[],
): TrustedAgency {
  const known = own(state.agencies, name)
  const former = own(state.formerAgencies, name)
  const certificate =
    certificates.find(({ fingerprint }) => fingerprint === root)?.armored ??
    [known, former].find((one) => one?.root === root)?.rootCertificate
  if (certificate === undefined)
    throw new TrustError(
      'certificate',
      `The certificate of the root of ${name} does not come with the agreement.`,
    )
  if (successor !== null && own(state.succeeded, successor) !== undefined)
    throw new TrustError(
      'conflict',
      `The successor that the agreement gives ${name} was a root before: a root that was given up does not come back.`,
    )
  if (own(state.succeeded, root) !== undefined)
    throw new TrustError('conflict', `The root that the agreement gives ${name} has been succeeded.`)
  const elsewhere = Object.entries(state.agreements).some(
    ([other, { signed }]) => other !== id && signed.includes(name),
  )
  if (known && elsewhere && known.root !== root)
    throw new TrustError('conflict', `${name} has another root in another agreement. Use a succession first.`)
  // Its people and keys are in the log under that name: nobody else takes them over.
  if (former && former.root !== root)
    throw new TrustError(
      'conflict',
      `${name} was an agency with another root, and comes back with that one or not at all.`,
    )
  for (const other of Object.values(state.agencies)) {
    if (other.name === name) continue
    const taken = domains.find((domain) => other.domains.includes(domain))
    if (taken !== undefined) throw new TrustError('conflict', `The mail domain ${taken} is ${other.name}’s.`)
    if (other.root === root)
      throw new TrustError('conflict', `${name} and ${other.name} cannot have one root.`)
  }
  for (const other of Object.values(state.formerAgencies)) {
    if (other.name === name) continue
    const taken = domains.find(
      (domain) => other.domains.includes(domain) && !gave(state, id, other.name, domain),
    )
    if (taken !== undefined)
      throw new TrustError(
        'conflict',
        `The mail domain ${taken} was ${other.name}’s: only an agreement that gave it to them gives it to another.`,
      )
  }
  const replaced = known && known.root !== root ? [{ ...rootOf(known), until: state.time }] : []
  const { recovery = null, formerKeys = [] } = known ?? former ?? {}
  return {
    name,
    root,
    rootCertificate: certificate,
    successor,
    domains,
    recovery,
    formerKeys: [...formerKeys, ...replaced],
  }
}

const rootOf = ({ root, rootCertificate }: TrustedAgency) => ({
  fingerprint: root,
  certificate: rootCertificate,
})

/** Whether an earlier version of this agreement gave an agency this mail domain. */
const gave = (state: TrustState, id: string, name: string, domain: string): boolean =>
  (own(state.agreements, id)?.versions ?? []).some(({ document }) =>
    document.signatories.some(({ agency, domains }) => agency === name && domains.includes(domain)),
  )
