import type { Agreement, Signatory } from '../wire/agreement.ts'
import type { Annex } from '../wire/trust/annex.ts'
import { own, type TrustedAgency, type TrustedAgreement, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

type Given = { text: string; signatures: readonly string[]; certificates: readonly ReadCertificate[] }

/**
 * Enters an agreement, or a further version of one.
 *
 * It takes effect when the roots of all its responsible authorities have signed it, and, for a further version, those of
 * the version before, but for agencies that it leaves out: an agency is removed by all others (A8). The others that it
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
  demandOrder(agreement, again ? undefined : before, again)
  demandConsistent(agreement)
  demandAccord(state, agreement)
  const roots = rootsOf(state, agreement, before?.document)
  const certificates = [
    ...given.certificates.map(({ armored }) => armored),
    ...Object.values(state.agencies).map(({ rootCertificate }) => rootCertificate),
  ]
  const signers = new Set(again ? before.signed : [])
  for (const signature of given.signatures) {
    const fingerprint = await verifier.signerOf(given.text, signature, certificates)
    const names = fingerprint === null ? undefined : roots.get(fingerprint)
    if (!names)
      throw new TrustError('not-signed', 'One of the signatures is by no root that the agreement names.')
    for (const name of names) signers.add(name)
  }
  if (again && signers.size === before.signed.length)
    throw new TrustError(
      'out-of-order',
      'This version of the agreement stands in the log with these signatures.',
    )
  demandResponsible(agreement, before?.document, signers)
  const signed = agreement.signatories.filter(({ agency }) => signers.has(agency))
  if (!isLinked(state, agreement, signed)) {
    state.unlinked[agreement.id] = signed.map(({ root }) => root)
    return
  }
  const agencies = signed.map((signatory) => {
    // Whoever had signed before stands as they are: their root may have been succeeded since.
    const known =
      again && before.signed.includes(signatory.agency) ? own(state.agencies, signatory.agency) : undefined
    return known ?? enteredAgency(state, agreement.id, signatory, given.certificates)
  })
  state.agreements[agreement.id] = {
    document: agreement,
    sha256,
    signed: signed.map(({ agency }) => agency),
    versions: [
      ...(before?.versions ?? []),
      ...(again
        ? []
        : [
            {
              version: agreement.version,
              sha256,
              from: agreement.from,
              until: agreement.until,
              at: state.size,
            },
          ]),
    ],
    annex: before?.annex ?? null,
  }
  for (const agency of agencies) {
    const root = own(state.agencies, agency.name)?.root
    if (root !== undefined && root !== agency.root) state.formerRoots.push(root)
    state.agencies[agency.name] = agency
  }
  for (const name of Object.keys(state.agencies)) {
    if (!Object.values(state.agreements).some((known) => known.signed.includes(name)))
      delete state.agencies[name]
  }
}

/** Enters the keys of the service that an agreement is kept in. @throws TrustError */
export async function enterAnnex(
  state: TrustState,
  annex: Annex,
  { text, signatures }: Pick<Given, 'text' | 'signatures'>,
  verifier: TrustVerifier,
): Promise<void> {
  const agreement = own(state.agreements, annex.agreement)
  if (!agreement) {
    if (own(state.unlinked, annex.agreement)) return
    throw new TrustError('out-of-order', `There is no agreement ${annex.agreement} for this annex.`)
  }
  const before = agreement.annex
  if (annex.number !== (before?.document.number ?? 0) + 1 || annex.previous !== (before?.sha256 ?? null)) {
    throw new TrustError('out-of-order', `This annex does not follow the one that ${annex.agreement} has.`)
  }
  if (before && before.document.origin !== annex.origin)
    throw new TrustError('conflict', 'An annex does not move an agreement to another service.')
  if (annex.quorum > annex.witnesses.length)
    throw new TrustError('conflict', 'The annex asks for more witnesses than it names.')
  const responsible = agreement.document.signatories.filter(isResponsible)
  const signers = new Set<string>()
  for (const signature of signatures) {
    const certificates = responsible.flatMap(
      ({ agency }) => own(state.agencies, agency)?.rootCertificate ?? [],
    )
    const fingerprint = await verifier.signerOf(text, signature, certificates)
    const by = Object.values(state.agencies).find(({ root }) => root === fingerprint)
    if (!by)
      throw new TrustError(
        'not-signed',
        'One of the signatures is by no responsible authority of the agreement.',
      )
    signers.add(by.name)
  }
  const needed = agreement.document.annexQuorum
  if (signers.size < needed) {
    throw new TrustError(
      'not-signed',
      `The annex is signed by ${signers.size} of the ${needed} roots that it needs.`,
    )
  }
  agreement.annex = { document: annex, sha256: await verifier.digest(text) }
}

const isResponsible = ({ legalClasses }: Signatory): boolean => legalClasses.includes('responsible')

function demandOrder(agreement: Agreement, before: TrustedAgreement | undefined, again: boolean): void {
  if (again) return
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

/**
 * Demands what an agreement must be in itself: one name, root and domain for each signatory, days in their order, and
 * responsible authorities enough to change its annex.
 * @throws TrustError
 */
export function demandConsistent({ signatories, from, until, review, annexQuorum }: Agreement): void {
  const demandOnce = (values: readonly string[], what: string) => {
    if (new Set(values).size !== values.length)
      throw new TrustError('conflict', `The agreement gives ${what} to two signatories.`)
  }
  demandOnce(
    signatories.map(({ agency }) => agency),
    'one name',
  )
  demandOnce(
    signatories.flatMap(({ root, successor }) => [root, ...(successor === null ? [] : [successor])]),
    'one root key',
  )
  demandOnce(
    signatories.flatMap(({ domains }) => domains),
    'one mail domain',
  )
  // What every object has is nobody's name.
  if (signatories.some(({ agency }) => agency in {}))
    throw new TrustError('conflict', 'An agency has a name that no agency can have.')
  if (from > until || review < from || review > until)
    throw new TrustError('conflict', 'The agreement ends before it begins, or is reviewed outside its time.')
  const responsible = signatories.filter(isResponsible).length
  if (responsible === 0 || annexQuorum > responsible) {
    throw new TrustError(
      'conflict',
      'The agreement needs responsible authorities, as many as change its annex.',
    )
  }
}

/**
 * A protocol is made under an accord that exists, among agencies that the accord names (I4). One that this machine
 * passed over, since nobody in it is known from here, cannot be judged from here either.
 */
function demandAccord(state: TrustState, { id, accord, signatories }: Agreement): void {
  if (accord === null || own(state.unlinked, accord)) return
  const of = own(state.agreements, accord)
  if (!of || accord === id)
    throw new TrustError('out-of-order', `There is no accord ${accord} that ${id} could be made under (I4).`)
  if (of.document.accord !== null)
    throw new TrustError('conflict', `${accord} is made under an accord itself, and is none (I4).`)
  const named = new Set(of.document.signatories.map(({ agency }) => agency))
  const strangers = signatories.filter(({ agency }) => !named.has(agency)).map(({ agency }) => agency)
  if (strangers.length === 0) return
  throw new TrustError(
    'conflict',
    `The accord ${accord} does not name ${strangers.join(', ')}: a protocol is made among its signatories (I4).`,
  )
}

/** Which agencies each root, or root-to-be, signs for: those of this version and of the one before. */
function rootsOf(
  state: TrustState,
  agreement: Agreement,
  before: Agreement | undefined,
): Map<string, Set<string>> {
  const roots = new Map<string, Set<string>>()
  const add = (fingerprint: string | null | undefined, name: string) => {
    if (!fingerprint) return
    roots.set(fingerprint, (roots.get(fingerprint) ?? new Set()).add(name))
  }
  for (const { agency, root } of [...agreement.signatories, ...(before?.signatories ?? [])]) {
    const known = own(state.agencies, agency)
    // Of an agency that is known already, the root that it has now speaks, or the successor that was named for it.
    if (!known) add(root, agency)
    add(known?.root, agency)
    add(known?.successor, agency)
  }
  return roots
}

/**
 * The agencies without whose signature an agreement does not take effect (A8): the responsible authorities of it, and
 * those of the version before that it still names.
 */
export function signersNeeded(agreement: Agreement, before: Agreement | undefined): string[] {
  const named = new Set(agreement.signatories.map(({ agency }) => agency))
  const needed = [
    ...agreement.signatories.filter(isResponsible),
    ...(before?.signatories ?? []).filter((one) => isResponsible(one) && named.has(one.agency)),
  ].map(({ agency }) => agency)
  return [...new Set(needed)]
}

function demandResponsible(
  agreement: Agreement,
  before: Agreement | undefined,
  signers: ReadonlySet<string>,
): void {
  const missing = signersNeeded(agreement, before).filter((name) => !signers.has(name))
  if (missing.length === 0) return
  throw new TrustError(
    'not-signed',
    `The agreement is not signed by all responsible authorities (A8): ${missing.join(', ')}.`,
  )
}

/** Whether anything known from here leads to this agreement. */
function isLinked(state: TrustState, { id }: Agreement, signed: readonly Signatory[]): boolean {
  if (state.anchor === null || state.alsoBelieve.includes(id) || own(state.agreements, id)) return true
  return signed.some(
    ({ agency, root }) => root === state.anchor || own(state.agencies, agency)?.root === root,
  )
}

/** The agency as this agreement has it, which must not contradict what another says of it. */
function enteredAgency(
  state: TrustState,
  id: string,
  signatory: Signatory,
  certificates: readonly ReadCertificate[],
): TrustedAgency {
  const { agency: name, root, successor, domains, legalClasses, group, area, icoUntil } = signatory
  const known = own(state.agencies, name)
  const certificate =
    certificates.find(({ fingerprint }) => fingerprint === root)?.armored ??
    (known?.root === root ? known.rootCertificate : undefined)
  if (certificate === undefined)
    throw new TrustError(
      'certificate',
      `The certificate of the root of ${name} does not come with the agreement.`,
    )
  const elsewhere = Object.entries(state.agreements).some(
    ([other, { signed }]) => other !== id && signed.includes(name),
  )
  if (state.formerRoots.includes(root))
    throw new TrustError('conflict', `The root that the agreement gives ${name} has been succeeded.`)
  if (known && elsewhere && known.root !== root) {
    throw new TrustError('conflict', `${name} has another root in another agreement. Use a succession first.`)
  }
  for (const other of Object.values(state.agencies)) {
    if (other.name === name) continue
    const taken = domains.find((domain) => other.domains.includes(domain))
    if (taken !== undefined) throw new TrustError('conflict', `The mail domain ${taken} is ${other.name}’s.`)
    if (other.root === root)
      throw new TrustError('conflict', `${name} and ${other.name} cannot have one root.`)
  }
  return {
    name,
    root,
    rootCertificate: certificate,
    successor,
    domains: elsewhere && known ? [...new Set([...known.domains, ...domains])] : domains,
    legalClasses,
    group,
    area,
    icoUntil,
    recovery: known?.recovery ?? null,
  }
}
