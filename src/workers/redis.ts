import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { faultOf } from '../services/fault.ts'

/** Longest wait between two attempts to reach a Redis that is away. */
const LONGEST_WAIT_MS = 3_000

/** What differs between a connection that is asked for something now and one that waits for work. */
const MANNERS = {
  /** Fails at once while Redis is away, and soon when it hangs: whoever asks has better things to do than to wait. */
  asking: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 2_000 },
  /** Waits for Redis however long it takes, as BullMQ demands of a worker's connections. */
  waiting: { maxRetriesPerRequest: null },
} as const

/** One party's connections to a Redis: that it is away is said once for all of them, and that it is back. */
export type RedisLink = {
  open(manner: keyof typeof MANNERS): Redis
  /** An error from a connection, wherever it was caught. */
  lost(error: Error): void
  /** Redis did what it was asked: one that hung, and kept its connections, is back. */
  answered(): void
}

/**
 * Connects to Redis, and again whenever the connection breaks, with growing and jittered pauses: many processes that
 * lose it at once do not come back at once.
 *
 * @param who is told in the service's log as having lost its Redis; the address has a password in it and is not
 */
export function createRedisLink(url: string, who: string, logger: Logger): RedisLink {
  let away = false
  function lost(error: Error): void {
    if (away) return
    away = true
    logger.warn(faultOf(error), `${who} lost its Redis; what is due is found by the sweep, seconds later`)
  }
  function answered(): void {
    if (away) logger.info(`${who} has its Redis again`)
    away = false
  }
  return {
    lost,
    answered,
    open(manner) {
      const connection = new Redis(url, {
        ...MANNERS[manner],
        connectTimeout: 5_000,
        keepAlive: 10_000,
        retryStrategy: (attempt) =>
          Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_WAIT_MS) * (0.5 + Math.random() / 2),
        // After a failover the old primary refuses to be written to: the name now leads to another.
        reconnectOnError: (error) => error.message.startsWith('READONLY'),
      })
      connection.on('error', lost)
      connection.on('ready', answered)
      return connection
    },
  }
}
