import type { Db } from '../db.ts'
import { readLogState } from '../indicators/log.ts'
import { degraded, failed, fine, type ReadinessCheck } from '../readiness.ts'

/** Entries that wait longer than this mean that the sequencer stands still, and nothing leaves. */
const LATE_SECONDS = 10

/** Whether what is staged is being entered in the log. */
export function logCheck(db: Db): ReadinessCheck {
  return {
    name: 'log',
    async look() {
      const { unsequenced, unsequencedSeconds, checkpoint, sequenced } = await readLogState(db)
      if (unsequencedSeconds > LATE_SECONDS) {
        return failed(
          `Nothing leaves: ${unsequenced} records wait to be entered, the oldest for ${Math.round(unsequencedSeconds)} seconds. The sequencer's log says why.`,
        )
      }
      if (!sequenced) return degraded('No sequencer is at work: what is accepted now would wait for one.')
      if (!checkpoint) return degraded('The log has no checkpoint yet: the sequencer is about to begin.')
      return fine(`Written; ${checkpoint.size} entries.`)
    },
  }
}
