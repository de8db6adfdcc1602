import type { Db } from '../services/db.ts'
import { dueDeliveries } from '../services/deliveries/due.ts'
import { expirePaused } from '../services/deliveries/give-up.ts'
import { mendTimes } from '../services/deliveries/mend-times.ts'
import { noteDelays } from '../services/deliveries/note-delays.ts'
import { deliverLocal, LOCAL_BATCH } from '../services/deliveries/publish-local.ts'
import type { Dispatch } from './dispatch.ts'
import type { WakeQueue } from './queue.ts'

/** How long a job may take to be taken up, by whichever worker, before we see to its partner ourselves. */
const PATIENCE_MS = 1500
/** How often it is looked what became late or is over, and whether the database's clock was set back. */
const CHORES_EVERY_MS = 60_000

/**
 * A sweep looks at what is due: it delivers locally what is published, and wakes a job for each partner to whom mail
 * is due. Whatever was lost (a job, a process, all of the queue, a notification) is found here, because the rows
 * are the truth.
 */
export function createSweep({
  db,
  clock,
  queue,
  dispatch,
}: {
  db: Db
  clock: () => Date
  queue: Pick<WakeQueue, 'wake'>
  dispatch: Dispatch
}): () => Promise<void> {
  /** When a job was first asked for, by partner. */
  let asked = new Map<string, number>()
  let tidied = Number.NEGATIVE_INFINITY
  return async () => {
    if (performance.now() - tidied > CHORES_EVERY_MS) {
      await mendTimes(db)
      await noteDelays(db)
      await expirePaused({ db, clock })
      tidied = performance.now()
    }
    const due = await dueDeliveries(db)
    if (due.local) while ((await deliverLocal(db, clock)) === LOCAL_BATCH);
    const now = performance.now()
    const elsewhere = due.domains.filter((domain) => !dispatch.goOn(domain))
    asked = new Map(elsewhere.map((domain) => [domain, asked.get(domain) ?? now]))
    const waiting = elsewhere.filter((domain) => {
      const late = now - (asked.get(domain) ?? now) > PATIENCE_MS
      if (late) dispatch.look(domain)
      return !late
    })
    if (waiting.length === 0) return
    // A job whose process died, which the queue still takes for running, does not keep out that of the next turn.
    const turn = Math.floor(Date.now() / 1000)
    await queue.wake(waiting.map((id) => ({ id, turn })))
  }
}
