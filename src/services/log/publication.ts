import type { LogProof } from '../../domain/wire/log-response.ts'
import type { Db } from '../db.ts'
import { together } from '../together.ts'
import { readProofs } from './read-proof.ts'
import { rememberSubtrees } from './remember-subtrees.ts'

/** Tells when staged records are published. */
export type Publication = {
  /**
   * The proof that the record stands in the published log, as soon as it does; null when that was not within
   * `waitMs`. Asks the database, never only a clock.
   */
  proof(stagedId: bigint, waitMs: number): Promise<LogProof | null>
  /** To be called when a checkpoint was published (a `despatch_published` notification). */
  notify(): void
}

/** Records that are looked for by one question. */
const MOST_TOGETHER = 256

/** Waits for publications without polling: each notification makes all who wait look once, together. */
export function createPublication(db: Db): Publication {
  const waiters = new Set<() => void>()
  const subtrees = rememberSubtrees()
  const look = together<bigint, LogProof | null>(
    async (stagedIds) => {
      const proofs = await readProofs(db, stagedIds, subtrees)
      return stagedIds.map((id) => proofs.get(id) ?? null)
    },
    { most: MOST_TOGETHER },
  )

  return {
    notify() {
      for (const wake of [...waiters]) wake()
    },
    async proof(stagedId, waitMs) {
      const deadline = AbortSignal.timeout(waitMs)
      for (;;) {
        // Listening begins before the look, or a publication between the two would be missed.
        const { promise: woken, resolve } = Promise.withResolvers<void>()
        const wake = () => resolve()
        waiters.add(wake)
        deadline.addEventListener('abort', wake, { once: true })
        try {
          const proof = await look(stagedId)
          if (proof || deadline.aborted) return proof
          await woken
        } finally {
          waiters.delete(wake)
          deadline.removeEventListener('abort', wake)
        }
      }
    },
  }
}
