import type { Logger } from 'pino'
import { openPostgresQueue, openPostgresWorker } from './postgres-queue.ts'
import { openRedisQueue, openRedisWorker } from './redis-queue.ts'

/** Where a queue is kept. */
export type QueueBackend =
  | { kind: 'postgres'; connectionString: string }
  | {
      kind: 'redis'
      /** `redis://` or `rediss://`, with the password in it. */
      url: string
      /** What the queue's keys begin with: services that share a Redis each have their own. */
      prefix: string
    }

/** A queue whose jobs say "look what is due here now" and carry nothing else. */
export type WakeQueue = {
  /**
   * Adds a job for each id that has none for this turn. The turn goes up with time, so that a job whose process died,
   * which the queue still takes for running, does not keep the next one out.
   *
   * On a Redis that is away it adds nothing and says nothing: the next sweep asks again.
   */
  wake(rows: readonly Wake[]): Promise<void>
  close(): Promise<void>
}

export type Wake = { id: string; turn: number }

/** Works on a queue's jobs; `close` takes no more and lets those in hand finish. */
export type QueueWorker = { close(): Promise<void> }

export type WorkerOptions = { concurrency: number; logger: Logger }

/**
 * A BullMQ queue, on PostgreSQL or on Redis. The database row is the truth and the outbox: losing a job, or all of
 * Redis, loses nothing, since the sweep finds the rows again, so finished and failed jobs are not kept.
 */
export function openQueue(name: string, backend: QueueBackend, logger: Logger): WakeQueue {
  return backend.kind === 'redis'
    ? openRedisQueue(name, backend, logger)
    : openPostgresQueue(name, backend, logger)
}

/** Works on a queue's jobs, `concurrency` at once. Neither start nor stop waits for a queue that is away. */
export function openWorker(
  name: string,
  { backend, ...options }: WorkerOptions & { backend: QueueBackend },
  work: (id: string) => Promise<void>,
): QueueWorker {
  return backend.kind === 'redis'
    ? openRedisWorker(name, backend, options, work)
    : openPostgresWorker(name, backend, options, work)
}
