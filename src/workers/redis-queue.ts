import { setTimeout as pause } from 'node:timers/promises'
import { type BackendFactory, Queue, QueueKeys, RedisConnection, RedisQueueBackend, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { faultOf } from '../services/fault.ts'
import type { QueueBackend, QueueWorker, WakeQueue, WorkerOptions } from './queue.ts'
import { createRedisLink } from './redis.ts'
import { wakeJobs, wokenRow } from './wake-job.ts'

/** For BullMQ to tell Redis that the jobs which were in hand are done; what it does not manage, a stall repairs. */
const FAREWELL_MS = 2_000

type RedisBackend = Extract<QueueBackend, { kind: 'redis' }>

/** {@link openQueue} on Redis. */
export function openRedisQueue(name: string, { url, prefix }: RedisBackend, logger: Logger): WakeQueue {
  const link = createRedisLink(url, 'the queue', logger)
  const connection = link.open('asking')
  const queue = new Queue(name, settings(prefix, connection), backendOn(prefix, connection))
  // What is wrong with the connection has been said by the link.
  queue.on('error', () => undefined)
  return {
    async wake(rows) {
      if (connection.status !== 'ready') return
      await queue.addBulk(wakeJobs(name, rows)).then(link.answered, link.lost)
    },
    async close() {
      // Closing the queue itself would wait for a connection that may never come.
      connection.disconnect()
    },
  }
}

/** {@link openWorker} on Redis. */
export function openRedisWorker(
  name: string,
  { url, prefix }: RedisBackend,
  { concurrency, logger }: WorkerOptions,
  work: (id: string) => Promise<void>,
): QueueWorker {
  const link = createRedisLink(url, 'the worker', logger)
  const connection = link.open('waiting')
  const blocking = link.open('waiting')
  const inHand = new Set<Promise<void>>()
  let closing = false
  const worker = new Worker(
    name,
    async ({ id }) => {
      const row = wokenRow(id)
      // A job that comes while we stop is left to the next sweep.
      if (!row || closing) return
      const working = work(row)
      inHand.add(working)
      try {
        await working
      } finally {
        inHand.delete(working)
      }
    },
    {
      concurrency,
      // After an outage we go on at once.
      runRetryDelay: 1_000,
      ...settings(prefix, connection),
    },
    backendOn(prefix, connection, blocking),
  )
  worker.on('error', (error) => {
    // A job that was lost with Redis cannot be ended there; its row says what came of it.
    if (connection.status === 'ready') logger.debug({ queue: name, ...faultOf(error) }, 'the queue erred')
    else link.lost(error)
  })
  worker.on('failed', (job, error) =>
    logger.error({ queue: name, job: job?.id, ...faultOf(error) }, 'a job failed; the sweep will try again'),
  )
  return {
    async close() {
      closing = true
      // BullMQ's own closing waits for Redis, and for ever if that is away: what is in hand is waited for here.
      await worker.pause(true)
      await Promise.allSettled(inHand)
      const forced = connection.status !== 'ready' || blocking.status !== 'ready'
      await within(FAREWELL_MS, worker.close(forced))
      connection.disconnect()
      blocking.disconnect()
    },
  }
}

async function within(ms: number, task: Promise<void>): Promise<void> {
  const timer = new AbortController()
  await Promise.race([task, pause(ms, undefined, { signal: timer.signal })]).catch(() => undefined)
  timer.abort()
}

/** That Redis is new enough is not asked: the asking, if the connection breaks just then, is never repeated. */
const settings = (prefix: string, connection: Redis) => ({ prefix, connection, skipVersionCheck: true })

/**
 * BullMQ's own way to Redis, on connections of ours: it would make the second one itself, and never give it up while
 * Redis is away.
 */
function backendOn(prefix: string, connection: Redis, blocking?: Redis): BackendFactory<RedisQueueBackend> {
  return (name, options) => {
    const keys = new QueueKeys(prefix)
    return new RedisQueueBackend(
      new RedisConnection(connection, { shared: true, blocking: false, skipVersionCheck: true }),
      name,
      keys.getKeys(name),
      (type) => keys.toKey(name, type),
      options,
      blocking && new RedisConnection(blocking, { shared: true, blocking: true, skipVersionCheck: true }),
    )
  }
}
