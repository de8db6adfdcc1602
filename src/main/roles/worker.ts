import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { faultOf } from '../../services/fault.ts'
import type { Database } from '../../store/tables.ts'
import { type DeliverDependencies, deliver } from '../../workers/deliver.ts'
import { type Loop, startLoop } from '../../workers/loop.ts'
import { openQueue, openWorker } from '../../workers/queue.ts'
import { sweep } from '../../workers/sweep.ts'

const QUEUE = 'deliver'
const CONCURRENCY = 10
const SWEEP_EVERY_MS = 2000

/** The worker role: sweeps what is due, and works on the jobs that the sweep wakes. */
export function workerRole({
  db,
  url,
  clock,
  serviceDomain,
  relay,
  logger,
}: {
  db: Kysely<Database>
  url: string
  clock: () => Date
  serviceDomain: string
  relay: DeliverDependencies['relay']
  logger: Logger
}): Loop {
  const queue = openQueue(QUEUE, url, logger)
  const worker = openWorker(QUEUE, { connectionString: url, concurrency: CONCURRENCY, logger }, (id) =>
    deliver({ db, clock, serviceDomain, relay }, id),
  )
  const loop = startLoop(() => sweep({ db, clock, queue }), {
    everyMs: SWEEP_EVERY_MS,
    onError: (error) => logger.error(faultOf(error), 'a sweep failed; the next will try again'),
  })
  return {
    nudge: loop.nudge,
    async stop() {
      await loop.stop()
      await worker.close()
      await queue.close()
    },
  }
}
