import { createPostgresBackend, Queue, Worker } from 'bullmq'
import type { Logger } from 'pino'
import { faultOf } from '../services/fault.ts'

/** The schema that BullMQ keeps its own tables in; the owner migrates it. */
const SCHEMA = 'bullmq'

/** A queue whose jobs say "look at this row now" and carry nothing else. */
export type WakeQueue = {
  /**
   * Adds a job for each id that has none for this turn. The turn goes up with each attempt, so that the job of an
   * attempt whose process died, which the queue still takes for running, does not keep the next one out.
   */
  wake(rows: readonly { id: string; turn: number }[]): Promise<void>
  close(): Promise<void>
}

/**
 * A BullMQ queue on PostgreSQL. The database row is the truth and the outbox: losing a job loses nothing, since
 * the sweep finds the row again, so finished and failed jobs are not kept.
 */
export function openQueue(name: string, connectionString: string, logger: Logger): WakeQueue {
  const queue = new Queue(
    name,
    { connection: { connectionString, schema: SCHEMA, max: 2 } },
    createPostgresBackend,
  )
  queue.on('error', (error) =>
    logger.warn({ queue: name, reason: error.message }, 'the queue lost its database'),
  )
  return {
    async wake(rows) {
      // A job id of our own: without one BullMQ would make a sequence, which a login that owns nothing cannot.
      await queue.addBulk(
        rows.map(({ id, turn }) => ({
          name,
          data: {},
          opts: { jobId: `${id}.${turn}`, removeOnComplete: true, removeOnFail: true },
        })),
      )
    },
    close: () => queue.close(),
  }
}

/** Works on a queue's jobs, `concurrency` at once; `close` lets those in hand finish. */
export function openWorker(
  name: string,
  options: { connectionString: string; concurrency: number; logger: Logger },
  work: (id: string) => Promise<void>,
): { close(): Promise<void> } {
  const { connectionString, concurrency, logger } = options
  const worker = new Worker(
    name,
    async ({ id }) => {
      const [row] = id?.split('.') ?? []
      if (row) await work(row)
    },
    { connection: { connectionString, schema: SCHEMA, max: 4 }, concurrency },
    createPostgresBackend,
  )
  worker.on('error', (error) =>
    logger.warn({ queue: name, reason: error.message }, 'the worker lost its database'),
  )
  worker.on('failed', (job, error) =>
    logger.error({ queue: name, job: job?.id, ...faultOf(error) }, 'a job failed; the sweep will try again'),
  )
  return { close: () => worker.close() }
}
