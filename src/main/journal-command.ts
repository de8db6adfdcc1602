import { readConfig } from '../config.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { requireDataDirectory } from './data-directory.ts'
import type { Io } from './io.ts'
import { journalsIn } from './journals.ts'

/**
 * `despatch journal rebuild`: leaves word in DATA_DIR for the sequencer, which alone may write there, that a journal which
 * is not there is to be made again.
 *
 * @returns the exit code
 */
export async function rebuildJournal({ json }: { json: boolean }, io: Io): Promise<number> {
  try {
    const { dataDir } = readConfig(io.env)
    await requireDataDirectory(dataDir, { written: false })
    const { log, trust } = await journalsIn(dataDir)
    const found = await Promise.all(
      [log, trust].map(async (one) => ({ ...one, isLost: (await one.journal.lastTerm()) === 0n })),
    )
    const lost = found.filter(({ isLost }) => isLost)
    if (lost.length === 0) {
      throw new StartRefusal(
        'Both journals are there: nothing is made again. To have one made that is damaged, move its folder out of DATA_DIR/log first, and keep it.',
      )
    }
    for (const { journal } of lost) await journal.rebuild.set()
    const names = lost.map(({ name }) => name)
    if (json) io.out(JSON.stringify({ ok: true, rebuilds: names }))
    else
      io.out(
        `${names.join(' and ')} will be made again from the database at the sequencer's next try; its log says how.`,
      )
    return 0
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
}
