import type { Db } from '../db.ts'
import { readLogState } from '../indicators/log.ts'
import { degraded, failed, fine, type ReadinessCheck } from '../readiness.ts'

/** Entries that wait longer than this mean that the sequencer stands still, and nothing leaves. */
const LATE_SECONDS = 10

/**
 * Whether what is staged is being entered in the log.
 *
 * @param sequencing whether that is this process's own work. To the others it is no reason to send people elsewhere:
 *   what they accept waits, and every one of them would say the same
 */
export function logCheck(db: Db, { sequencing }: { sequencing: boolean }): ReadinessCheck {
  return {
    name: 'log',
    async look() {
      const { unsequenced, unsequencedSeconds, checkpoint, sequenced, unreleased, unreleasedSeconds } =
        await readLogState(db)
      if (unsequencedSeconds > LATE_SECONDS) {
        return (sequencing ? failed : degraded)(
          `Nothing leaves: ${unsequenced} records wait to be entered, the oldest for ${Math.round(unsequencedSeconds)} seconds. The sequencer's log says why.`,
        )
      }
      if (!sequenced) return degraded('No sequencer is at work: what is accepted now would wait for one.')
      if (!checkpoint) return degraded('The log has no checkpoint yet: the sequencer is about to begin.')
      // It is written all the same, and asking another process changes nothing.
      if (unreleasedSeconds > LATE_SECONDS) {
        return degraded(
          `${unreleased} entries wait for witnesses, the first for ${Math.round(unreleasedSeconds)} seconds, and what they are about does not leave: despatch doctor says which witness is behind.`,
        )
      }
      return fine(`Written; ${checkpoint.size} entries.`)
    },
  }
}
