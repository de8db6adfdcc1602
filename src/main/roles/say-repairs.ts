import type { Logger } from 'pino'
import type { Repair } from '../../services/log/reconciling.ts'

/** How often the progress of a long repair is told. */
const EVERY_MS = 5_000

/** Tells the operator what is mended where database and journal were not equal. */
export function sayRepairs(logger: Logger): (repair: Repair) => void {
  let told = performance.now()
  return (repair) => {
    if (repair.is === 'imported') {
      const { from, to, lost, erased } = repair
      const counts = { from: String(from), to: String(to), lost, erased }
      logger.warn(
        counts,
        'the database was older than the log: what it lacked was published again from the journal. Entries counted as lost stand without their records; records counted as erased had been destroyed since that backup, and were destroyed again',
      )
    } else if (repair.is === 'filled') {
      const counts = { from: String(repair.from), to: String(repair.to) }
      logger.warn(counts, 'the journal was older than the log: what it lacked was written from the database')
    } else if (performance.now() - told >= EVERY_MS) {
      told = performance.now()
      const means =
        repair.is === 'importing'
          ? 'publishing again from the journal'
          : 'writing the journal from the database'
      logger.warn({ size: String(repair.size), to: String(repair.to) }, means)
    }
  }
}
