import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Count, Counter } from './in-memory.ts'
import type { Rate } from './rates.ts'

/** A Redis that hangs must not make every request wait. */
const ANSWER_MS = 250
/** After a failure this long is counted in memory, before Redis is asked again. */
const REST_MS = 5_000
const RECONNECT_MS = 2_000

/** A connection to the Redis that all processes count in. */
export type SharedCounts = {
  counter(name: string, rate: Rate, insurance: Counter): Counter
  close(): void
}

/**
 * Counts that every process shares, in Redis. While it is out of reach each process counts for itself: limits are
 * then looser by the number of processes, and nobody is refused for it. That is logged once.
 *
 * @param prefix what the keys begin with, on a Redis that several services share
 */
export function countInRedis(url: string, prefix: string, logger: Logger): SharedCounts {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_MS,
    connectTimeout: RECONNECT_MS,
    retryStrategy: () => RECONNECT_MS,
  })
  let lost = false
  let restsUntil = 0
  const onLost = () => {
    if (!lost) logger.warn('the Redis of the limits is out of reach; each process counts for itself')
    lost = true
  }
  const onBack = () => {
    if (lost) logger.info('the Redis of the limits is back')
    lost = false
  }
  client.on('error', onLost).on('close', onLost).on('ready', onBack)

  return {
    counter(name, { points, windowSeconds }, insurance) {
      const limiter = new RateLimiterRedis({
        storeClient: client,
        keyPrefix: `${prefix}:limit:${name}`,
        points,
        duration: windowSeconds,
        rejectIfRedisNotReady: true,
      })
      return {
        async add(key, used) {
          if (performance.now() < restsUntil) return insurance.add(key, used)
          try {
            // Zero points would still make a key.
            const result = used === 0 ? await limiter.get(key) : await limiter.consume(key, used)
            onBack()
            return counted(result, windowSeconds)
          } catch (refusal) {
            // The library throws what it counted when that is past the limit.
            if (refusal instanceof RateLimiterRes) return counted(refusal, windowSeconds)
            // A connection that does not stand tells of it itself; one that stands and does not answer, nobody else.
            if (client.status === 'ready') {
              restsUntil = performance.now() + REST_MS
              onLost()
            }
            return insurance.add(key, used)
          }
        },
      }
    },
    close() {
      client.off('close', onLost).disconnect()
    },
  }
}

function counted(result: RateLimiterRes | null, windowSeconds: number): Count {
  return {
    used: result?.consumedPoints ?? 0,
    endsInMs: result && result.msBeforeNext > 0 ? result.msBeforeNext : windowSeconds * 1000,
  }
}
