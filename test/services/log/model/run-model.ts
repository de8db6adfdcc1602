import fc from 'fast-check'
import { createTestLog } from '../log-database.ts'
import { logCommands, settle } from './commands.ts'
import { createLogWorld, nothingKnown } from './world.ts'

/**
 * Lets anything happen to a log, in any order, and holds it against what was known of it after each.
 *
 * @param of.endsAfterMs no further run is begun after this time
 * @throws with the seed and the shortest story that shows it
 */
export async function runLogModel(of: {
  seed: number
  numRuns: number
  maxCommands: number
  endsAfterMs?: number
}): Promise<{ runs: number; entries: number }> {
  const { seed, numRuns, maxCommands, endsAfterMs } = of
  const log = await createTestLog()
  const world = createLogWorld(log)
  const told = { runs: 0, entries: 0 }
  try {
    await fc.assert(
      fc.asyncProperty(logCommands(maxCommands), async (commands) => {
        await world.reset()
        const known = nothingKnown()
        await fc.asyncModelRun(() => ({ model: known, real: world }), commands)
        await settle(world, known)
        told.runs += 1
        told.entries += known.entries.length
      }),
      {
        seed,
        numRuns,
        ...(endsAfterMs === undefined ? {} : { interruptAfterTimeLimit: endsAfterMs }),
      },
    )
  } finally {
    await log.end()
  }
  return told
}
