import { sha256Hex } from '../crypto/digest.ts'
import { type StatementToVerify, verifyStatement } from '../crypto/statement.ts'

/** Statements whose signatures held, by a digest of all that this depends on. */
export type HeldBefore = { has(key: string): boolean; add(key: string): void }

/** So many are remembered: some lists of the longest pages. What comes after drives out the oldest. */
const MOST = 2_000

export function createHeldBefore(): HeldBefore {
  const held = new Set<string>()
  return {
    has: (key) => held.has(key),
    add(key) {
      held.add(key)
      const [oldest] = held
      if (held.size > MOST && oldest !== undefined) held.delete(oldest)
    },
  }
}

/**
 * Verifies a statement by one certificate, once: a list that is shown anew whenever something has changed is mostly the same rows. Whether
 * the signer was in office, and is still believed, is not of this.
 *
 * @throws StatementSignatureError
 */
export async function verifyOnce(
  held: HeldBefore | undefined,
  asked: Omit<StatementToVerify, 'certificates' | 'schema'> & {
    certificate: StatementToVerify['certificates'][number]
  },
): Promise<void> {
  const { certificate, ...statement } = asked
  const { type, text, signature, now } = statement
  const key = await sha256Hex(JSON.stringify([type, text, signature, now.getTime(), certificate.armor()]))
  if (held?.has(key)) return
  await verifyStatement({ ...statement, certificates: [certificate] })
  held?.add(key)
}
