import type { RecoveryKey, Resumption, Succession, Suspension } from '../wire/trust/agency.ts'
import { demandHolder } from './holder.ts'
import { demandRoot, type Judged, signerFor } from './signers.ts'
import { agencyNamed, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { ReadCertificate, TrustVerifier } from './verifier.ts'

type Given = { judged: Judged; certificates: readonly ReadCertificate[] }

/**
 * The successor that an agreement names takes the root's place. What the root signed before this place of the log goes
 * on counting: nobody is enrolled again.
 *
 * @throws TrustError
 */
export async function enterSuccession(
  state: TrustState,
  { agency: name, from, to }: Succession,
  { judged, certificates }: Given,
  verifier: TrustVerifier,
): Promise<void> {
  const agency = agencyNamed(state, name)
  const found = certificates.find(({ fingerprint }) => fingerprint === to)
  if (agency.root !== from || agency.successor !== to)
    throw new TrustError('conflict', `No agreement names this key as the successor of ${name}’s root.`)
  const [signature = '', ...more] = judged.signatures
  const by = found && (await verifier.rootOf(judged.text, signature, [found.armored], judged.time))
  const isTaken =
    Object.hasOwn(state.succeeded, to) || Object.values(state.agencies).some(({ root }) => root === to)
  if (isTaken) throw new TrustError('conflict', 'The successor is, or was, the root of an agency already.')
  if (!found || by !== to || more.length > 0)
    throw new TrustError(
      'not-signed',
      'A succession is signed by the successor, whose certificate comes with it.',
    )
  const { root, rootCertificate, formerKeys } = agency
  const former = { fingerprint: root, certificate: rootCertificate, until: judged.time }
  state.agencies[name] = {
    ...agency,
    root: to,
    rootCertificate: found.armored,
    successor: null,
    formerKeys: [...formerKeys, former],
  }
  state.succeeded[from] = to
}

/** An agency no longer trusts another, or itself, at once. @throws TrustError */
export async function enterSuspension(
  state: TrustState,
  { by, agency, reason, time }: Suspension,
  judged: Judged,
  verifier: TrustVerifier,
): Promise<void> {
  agencyNamed(state, agency)
  await signerFor(state, by, judged, verifier)
  if (state.suspensions.some((one) => one.by === by && one.agency === agency))
    throw new TrustError('out-of-order', `${by} has suspended its trust in ${agency} already.`)
  state.suspensions.push({ by, agency, reason, time, at: state.size })
}

/** An agency trusts another again: its root says so. @throws TrustError */
export async function enterResumption(
  state: TrustState,
  { by, agency }: Resumption,
  judged: Judged,
  verifier: TrustVerifier,
): Promise<void> {
  await demandRoot(state, by, judged, verifier)
  if (!state.suspensions.some((one) => one.by === by && one.agency === agency))
    throw new TrustError('out-of-order', `${by} has not suspended its trust in ${agency}.`)
  state.suspensions = state.suspensions.filter((one) => one.by !== by || one.agency !== agency)
}

/** The key that an agency recovers its mailboxes by. @throws TrustError */
export async function enterRecoveryKey(
  state: TrustState,
  { agency: name, certificate: fingerprint, sha256, holder }: RecoveryKey,
  { judged, certificates }: Given,
  verifier: TrustVerifier,
): Promise<void> {
  const agency = await demandRoot(state, name, judged, verifier)
  const found = certificates.find((one) => one.fingerprint === fingerprint)
  if (found?.sha256 !== sha256)
    throw new TrustError(
      'certificate',
      'The certificate of the recovery key that comes with this is not the one that was signed for.',
    )
  await demandHolder({ agency: name, certificate: fingerprint, holder }, found, verifier)
  const { recovery, formerKeys } = agency
  state.agencies[name] = {
    ...agency,
    recovery: { fingerprint, certificate: found.armored },
    formerKeys: recovery === null ? formerKeys : [...formerKeys, { ...recovery, until: judged.time }],
  }
}
