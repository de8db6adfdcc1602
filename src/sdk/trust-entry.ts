import { signStatement } from '../crypto/statement.ts'
import type { TrustRecord } from '../domain/wire/trust/record.ts'
import type { Session } from './session.ts'

/** Signs a statement with the person's own key, and enters it. */
export async function signAndEnter(
  session: Pick<Session, 'client' | 'trust' | 'key'>,
  { statement, ...rest }: Omit<TrustRecord, 'signatures'>,
  now: Date,
): Promise<{ size: number }> {
  const signatures = [await signStatement(statement, session.key, now)]
  return enterRecord(session, { statement, signatures, ...rest })
}

/** How long the publication of what was entered is waited for: the sequencer takes a moment. */
const MOST_WAITS = 50
const EVERY_MS = 100

/**
 * Enters a record in the trust log, and waits until it is published and this machine has read it: the next command goes
 * by it.
 *
 * @returns how many records the trust log has with it
 */
export async function enterRecord(
  { client, trust }: Pick<Session, 'client' | 'trust'>,
  record: TrustRecord,
): Promise<{ size: number }> {
  const { size } = await client.enterTrust(record)
  for (let waits = 0; waits < MOST_WAITS && (await trust.refresh()).size < size; waits += 1)
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  return { size }
}
