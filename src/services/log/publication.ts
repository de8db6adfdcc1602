import type { Db } from '../db.ts'

/** Tells when staged records are published. */
export type Publication = {
  /** Whether the record was entered and published within `waitMs`; asks the database, never only a clock. */
  published(stagedId: bigint, waitMs: number): Promise<boolean>
  /** To be called when a checkpoint was published (a `despatch_published` notification). */
  notify(): void
}

/** Waits for publications without polling: each notification makes every waiter look once. */
export function createPublication(db: Db): Publication {
  const waiters = new Set<() => void>()

  async function isPublished(stagedId: bigint): Promise<boolean> {
    const row = await db
      .selectFrom('log_entry')
      .select('idx')
      .where('staged_id', '=', stagedId)
      .executeTakeFirst()
    return row !== undefined
  }

  return {
    notify() {
      for (const wake of [...waiters]) wake()
    },
    async published(stagedId, waitMs) {
      const deadline = AbortSignal.timeout(waitMs)
      for (;;) {
        // Listening begins before the look, or a publication between the two would be missed.
        const { promise: woken, resolve } = Promise.withResolvers<void>()
        const wake = () => resolve()
        waiters.add(wake)
        deadline.addEventListener('abort', wake, { once: true })
        try {
          if (await isPublished(stagedId)) return true
          if (deadline.aborted) return false
          await woken
        } finally {
          waiters.delete(wake)
          deadline.removeEventListener('abort', wake)
        }
      }
    },
  }
}
