import type { Annex } from '../wire/trust/annex.ts'
import { isResponsible } from './agreement-signers.ts'
import { own, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { TrustVerifier } from './verifier.ts'

/** Enters the keys of the service that an agreement is kept in. @throws TrustError */
export async function enterAnnex(
  state: TrustState,
  annex: Annex,
  { text, signatures }: { text: string; signatures: readonly string[] },
  verifier: TrustVerifier,
): Promise<void> {
  const agreement = own(state.agreements, annex.agreement)
  if (!agreement)
    throw new TrustError('out-of-order', `There is no agreement ${annex.agreement} for this annex.`)
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
    const fingerprint = await verifier.rootOf(text, signature, certificates)
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
