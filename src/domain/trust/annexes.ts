import { dayOf } from '../day.ts'
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
  demandClients(annex, before?.document ?? null)
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

/**
 * Each build once, and each with the day on which it was acknowledged: that of this annex, or the one that the annex before says.
 * Whoever is left out is acknowledged no longer.
 */
function demandClients({ clients, time }: Annex, before: Annex | null): void {
  if (new Set(clients.map(({ sha256 }) => sha256)).size < clients.length)
    throw new TrustError('conflict', 'The annex names a build of the browser client twice.')
  const today = dayOf(new Date(time))
  for (const { sha256, since } of clients) {
    const known = before?.clients.find((one) => one.sha256 === sha256)
    if (since !== (known?.since ?? today))
      throw new TrustError(
        'conflict',
        `The annex says that a build of the browser client was acknowledged on ${since}, and it was on ${known?.since ?? today}.`,
      )
  }
}
