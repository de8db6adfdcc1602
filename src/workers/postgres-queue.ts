import { createPostgresBackend, Queue, Worker } from 'bullmq'
import type { Logger } from 'pino'
import { faultOf } from '../services/fault.ts'
import type { QueueBackend, QueueWorker, WakeQueue, WorkerOptions } from './queue.ts'
import { wakeJobs, wokenRow } from './wake-job.ts'

/** The schema that BullMQ keeps its own tables in; the owner migrates it. */
const SCHEMA = 'bullmq'

type PostgresBackend = Extract<QueueBackend, { kind: 'postgres' }>

/** {@link openQueue} on PostgreSQL. */
export function openPostgresQueue(
  name: string,
  { connectionString }: PostgresBackend,
  logger: Logger,
): WakeQueue {
  const queue = new Queue(
    name,
    { connection: { connectionString, schema: SCHEMA, max: 2 } },
    createPostgresBackend,
  )
  queue.on('error', (error) => logger.warn({ queue: name, ...faultOf(error) }, 'the queue lost its database'))
  return {
    async wake(rows) {
      await queue.addBulk(wakeJobs(name, rows))
    },
    close: () => queue.close(),
  }
}

/** {@link openWorker} on PostgreSQL. */
export function openPostgresWorker(
  name: string,
  { connectionString }: PostgresBackend,
  { concurrency, logger }: WorkerOptions,
  work: (id: string) => Promise<void>,
): QueueWorker {
  const worker = new Worker(
    name,
    async ({ id }) => {
      const row = wokenRow(id)
      if (row) await work(row)
    },
    { connection: { connectionString, schema: SCHEMA, max: 4 }, concurrency },
    createPostgresBackend,
  )
  worker.on('error', (error) =>
    logger.warn({ queue: name, ...faultOf(error) }, 'the worker lost its database'),
  )
  worker.on('failed', (job, error) =>
    logger.error({ queue: name, job: job?.id, ...faultOf(error) }, 'a job failed; the sweep will try again'),
  )
  return { close: () => worker.close() }
}
