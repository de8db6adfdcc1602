import type { Db } from '../services/db.ts'
import { dueMailDeliveries } from '../services/deliveries/lease.ts'
import { deliverLocal } from '../services/deliveries/publish-local.ts'
import type { WakeQueue } from './queue.ts'

/** Deliveries woken by one sweep; the next takes the rest. */
const SWEEP_SIZE = 500

/**
 * Looks at what is due: delivers locally what is published, and wakes a job for each mail delivery. Whatever
 * was lost (a job, a process, a notification) is found here, because the rows are the truth.
 */
export async function sweep({
  db,
  clock,
  queue,
}: {
  db: Db
  clock: () => Date
  queue: WakeQueue
}): Promise<void> {
  while ((await deliverLocal(db, clock)) > 0);
  const due = await dueMailDeliveries(db, SWEEP_SIZE)
  if (due.length > 0) await queue.wake(due.map(({ id, attempts }) => ({ id, turn: attempts + 1 })))
}
