import { setTimeout as pause } from 'node:timers/promises'
import { type VerifiedProof, verifyLogProof } from '../../sdk/proof.ts'
import type { Cli, Signing } from '../account.ts'
import { keepCheckpoint } from '../kept-checkpoint.ts'
import type { Prepared } from './journal.ts'

const PAUSE_MS = 250

/**
 * Asks for the proof of something accepted until there is one, since its receipt is written once.
 *
 * @param waitMs the longest that it is waited for
 * @returns the proof, checked; null when its log entry was not published in that time
 * @throws LogInconsistentError when the proof does not prove it
 */
export async function proofSoon(
  cli: Cli,
  session: Signing,
  { id, manifest }: Pick<Prepared, 'id' | 'manifest'>,
  waitMs: number,
): Promise<VerifiedProof | null> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const proof = await session.client.proof(id)
    if (proof) {
      const verified = await verifyLogProof({ session, proof, type: 'accepted', record: manifest })
      await keepCheckpoint(cli, session, verified.checkpoint.note)
      return verified
    }
    if (waited >= waitMs) return null
    await pause(PAUSE_MS)
  }
}
