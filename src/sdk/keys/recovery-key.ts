import { sha256Hex } from '../../crypto/digest.ts'
import type { PrivateKey } from '../../crypto/keys.ts'
import { makeRecoveryKey } from '../../crypto/recovery-key.ts'
import { signStatement } from '../../crypto/statement.ts'
import { personOf } from '../../domain/trust/state.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { RecoveryKey } from '../../domain/wire/trust/agency.ts'
import { ClientError } from '../errors.ts'
import type { Session } from '../session.ts'

export { openRecoveryKey } from '../../crypto/recovery-key.ts'

/**
 * Makes a recovery key for the officer's agency, and has the agency's root appoint it.
 *
 * @param keep where the locked key goes: before it is appointed, since one that is appointed and lost helps nobody
 * @throws ClientError when the root is another agency's
 */
export async function appointRecoveryKey(
  session: Session,
  { root, now, keep }: { root: PrivateKey; now: Date; keep(locked: string): Promise<void> },
): Promise<{ fingerprint: string; locked: string; words: readonly [string, string] }> {
  const state = await session.trust.refresh()
  const officer = personOf(state, session.key.getFingerprint())
  const agency = officer && state.agencies[officer.agency]
  if (!agency) throw new ClientError('You are not appointed by any agency.')
  if (agency.root !== root.getFingerprint())
    throw new ClientError(`This is not the root of ${agency.name}: that one is ${agency.root}.`)
  const address = `recovery@${agency.domains[0] ?? 'agency.invalid'}`
  const { key, locked, words } = await makeRecoveryKey({ name: `${agency.name}, recovery`, address, now })
  await keep(locked)
  const fingerprint = key.getFingerprint()
  const statement = writeStatement(RecoveryKey, {
    despatch: 'recovery-key/2',
    agency: agency.name,
    certificate: fingerprint,
    sha256: await sha256Hex(key.toPublic().write()),
    time: now.toISOString(),
  })
  const signatures = [await signStatement(statement, root, now)]
  await session.client.enterTrust({ statement, signatures, certificates: [key.toPublic().armor()] })
  await session.trust.refresh()
  return { fingerprint, locked, words }
}
