import type { PrivateKey } from '../../crypto/keys.ts'
import { signStatement } from '../../crypto/statement.ts'
import { type HolderProof, holderText } from '../../domain/wire/trust/holder.ts'

/** Says, by a key that one holds, that an agency may appoint one with it. */
export async function proveHolding(key: PrivateKey, agency: string, now: Date): Promise<HolderProof> {
  const time = now.toISOString()
  const text = holderText({ agency, certificate: key.getFingerprint(), time })
  return { time, signature: await signStatement(text, key, now) }
}
