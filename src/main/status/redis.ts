import { Redis } from 'ioredis'

const WITHIN_MS = 1_500

/** What a Redis says of itself, as far as the queue needs it so. */
export type RedisAnswer = {
  version: string
  /** what it does when its memory is full; the queue needs `noeviction` */
  evictionPolicy: string
}

/**
 * Asks a Redis, on a connection of its own that is tried once.
 *
 * @throws when it does not answer; the error has a `code` where the network or Redis gave one
 */
export async function askRedis(url: string): Promise<RedisAnswer> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: WITHIN_MS,
    commandTimeout: WITHIN_MS,
    retryStrategy: () => null,
  })
  // What went wrong with the connection is told here; what is rejected says only that it was closed.
  let why: unknown
  redis.on('error', (error) => {
    why ??= error
  })
  try {
    await redis.connect()
    await redis.ping()
    const about = await redis.info()
    return { version: field(about, 'redis_version'), evictionPolicy: field(about, 'maxmemory_policy') }
  } catch (error) {
    throw why ?? error
  } finally {
    redis.disconnect()
  }
}

const field = (about: string, name: string): string =>
  new RegExp(`^${name}:(.*)$`, 'm').exec(about)?.[1]?.trim() ?? 'unknown'
