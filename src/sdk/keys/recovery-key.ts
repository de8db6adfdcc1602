import { sha256Hex } from '../../crypto/digest.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { makeRecoveryKey } from '../../crypto/recovery-key.ts'
import { signStatement } from '../../crypto/statement.ts'
import { own, personOf, type TrustedAgency, type TrustState } from '../../domain/trust/state.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { RecoveryKey } from '../../domain/wire/trust/agency.ts'
import { proveHolding } from '../enrolment/holder.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'

export { openRecoveryKey } from '../../crypto/recovery-key.ts'

/** A recovery key that was made, and the statement by which the agency's root is to appoint it. */
export type MadeRecoveryKey = {
  fingerprint: string
  locked: string
  words: readonly [string, string]
  statement: string
  certificate: string
}

/**
 * Makes a recovery key for the officer's agency. It counts once the agency's root has signed the statement and that has been
 * entered: the root may do so on a machine that no network reaches.
 *
 * @throws ClientError when the officer is of no agency
 */
export async function newRecoveryKey({ key: signedIn, trust }: Session, now: Date): Promise<MadeRecoveryKey> {
  const agency = agencyOf(signedIn, await trust.refresh())
  const address = `recovery@${agency.domains[0] ?? 'agency.invalid'}`
  const { key, locked, words } = await makeRecoveryKey({ name: `${agency.name}, recovery`, address, now })
  const certificate = key.toPublic()
  const fingerprint = certificate.getFingerprint()
  const statement = writeStatement(RecoveryKey, {
    despatch: 'recovery-key/2',
    agency: agency.name,
    certificate: fingerprint,
    sha256: await sha256Hex(certificate.write()),
    holder: await proveHolding(key, agency.name, now),
    time: now.toISOString(),
  })
  return { fingerprint, locked, words, statement, certificate: certificate.armor() }
}

/**
 * Makes a recovery key for the officer's agency, and has the agency's root appoint it.
 *
 * @param keep where the locked key goes: before it is appointed, since one that is appointed and lost helps nobody
 * @throws ClientError when the root is another agency's
 */
export async function appointRecoveryKey(
  session: Session,
  { root, now, keep }: { root: PrivateKey; now: Date; keep(locked: string): Promise<void> },
): Promise<MadeRecoveryKey> {
  const agency = agencyOf(session.key, await session.trust.refresh())
  if (agency.root !== root.getFingerprint())
    throw new ClientError(`This is not the root of ${agency.name}: that one is ${agency.root}.`)
  const made = await newRecoveryKey(session, now)
  await keep(made.locked)
  const { statement, certificate } = made
  const signatures = [await signStatement(statement, root, now)]
  await session.client.enterTrust({ statement, signatures, certificates: [certificate] })
  await session.trust.refresh()
  return made
}

function agencyOf(key: PrivateKey, state: TrustState): TrustedAgency {
  const officer = personOf(state, key.getFingerprint())
  const agency = officer && own(state.agencies, officer.agency)
  if (agency) return agency
  throw new ClientError('You are not appointed by any agency.')
}
