import type { Agreement, Signatory } from '../wire/agreement.ts'
import { own, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { TrustVerifier } from './verifier.ts'

/** Whether it is one of the responsible authorities of S4 §2.2.1 (A1). */
export const isResponsible = ({ legalClasses }: Pick<Signatory, 'legalClasses'>): boolean =>
  legalClasses.includes('responsible')

/**
 * The agencies without whose signature an agreement does not take effect (A8): its responsible authorities, and those of
 * the version before.
 *
 * An agency is removed by all others, so the one that a version leaves out need not sign it; where it was the only one,
 * or more than one is left out, each has to, since none of them is all others to the next.
 */
export function signersNeeded(agreement: Agreement, before: Agreement | undefined): string[] {
  const named = new Set(agreement.signatories.map(({ agency }) => agency))
  const responsible = agreement.signatories.filter(isResponsible).map(({ agency }) => agency)
  const earlier = (before?.signatories ?? []).filter(isResponsible).map(({ agency }) => agency)
  const staying = earlier.filter((agency) => named.has(agency))
  const oneIsRemoved = earlier.length - staying.length === 1 && staying.length > 0
  return [...new Set([...responsible, ...(oneIsRemoved ? staying : earlier)])]
}

/** Demands the signatures that an agreement needs. @throws TrustError `not-signed` naming who is missing */
export function demandSigned(
  agreement: Agreement,
  before: Agreement | undefined,
  signers: ReadonlySet<string>,
): void {
  const missing = signersNeeded(agreement, before).filter((name) => !signers.has(name))
  if (missing.length === 0) return
  throw new TrustError(
    'not-signed',
    `The agreement is not signed by all responsible authorities: ${missing.join(', ')}.`,
  )
}

/**
 * The agencies whose roots have signed an agreement.
 * @param certificates armored, those that come with it
 * @throws TrustError when a signature is by no root that it, or the version before, names
 */
export async function signersOf(
  state: TrustState,
  { agreement, before }: { agreement: Agreement; before: Agreement | undefined },
  given: { text: string; signatures: readonly string[]; certificates: readonly string[] },
  verifier: TrustVerifier,
): Promise<Set<string>> {
  const roots = rootsOf(state, agreement, before)
  const known = [...Object.values(state.agencies), ...Object.values(state.formerAgencies)]
  const certificates = [...given.certificates, ...known.map(({ rootCertificate }) => rootCertificate)]
  const signers = new Set<string>()
  for (const signature of given.signatures) {
    const fingerprint = await verifier.rootOf(given.text, signature, certificates)
    const names = fingerprint === null ? undefined : roots.get(fingerprint)
    if (!names)
      throw new TrustError('not-signed', 'One of the signatures is by no root that the agreement names.')
    for (const name of names) signers.add(name)
  }
  return signers
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
    const known = own(state.agencies, agency) ?? own(state.formerAgencies, agency)
    // Of an agency that is known already, the root that it has now speaks, or the successor that was named for it.
    if (!known) add(root, agency)
    add(known?.root, agency)
    add(known?.successor, agency)
  }
  return roots
}
