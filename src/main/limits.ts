import { hash } from 'node:crypto'
import type { Logger } from 'pino'
import { addressBlock } from '../domain/address-block.ts'
import type { Limits, NamedLimiter, Taken } from '../services/limits.ts'
import { type Counter, countInMemory } from './limits/in-memory.ts'
import { countInRedis } from './limits/in-redis.ts'
import { type LimitName, RATES, type Rate } from './limits/rates.ts'

/** Further rates, for a test or a measurement. */
export type ChangedRates = Readonly<Partial<Record<LimitName, Rate>>>

/**
 * The limits of everything that strangers, accounts and partners do. With a Redis all processes count together,
 * without one each counts for itself. Addresses are limited by `addressBlock`.
 *
 * @param redis its address, and what our keys in it begin with; null: in memory
 */
export function createLimits({
  redis,
  logger,
  rates = {},
}: {
  redis: { url: string; prefix: string } | null
  logger: Logger
  rates?: ChangedRates
}): { limits: Limits; close(): void } {
  const shared = redis === null ? undefined : countInRedis(redis.url, redis.prefix, logger)

  function limiter(limit: LimitName, name: string, keyOf = (key: string) => key): NamedLimiter {
    const rate = rates[limit] ?? RATES[limit]
    const inMemory = countInMemory(rate)
    const counter = shared?.counter(limit, rate, inMemory) ?? inMemory
    const take = async (key: string, points: number) =>
      judged(await counted(counter, keyOf(key), points), rate)
    return {
      name,
      windowSeconds: rate.windowSeconds,
      take: (key, points = 1) => take(key, points),
      look: (key) => take(key, 0),
    }
  }

  const limits: Limits = {
    api: {
      perAddress: limiter('api.perAddress', 'address', addressBlock),
      perAccount: limiter('api.perAccount', 'account'),
      submissions: limiter('api.submissions', 'submissions'),
      submittedBytes: limiter('api.submittedBytes', 'submitted-bytes'),
      signIns: limiter('api.signIns', 'sign-ins', addressBlock),
      failedSignIns: limiter('api.failedSignIns', 'failed-sign-ins'),
      failedSignInsAnywhere: limiter('api.failedSignInsAnywhere', 'failed-sign-ins-anywhere'),
    },
    gateway: {
      perAddress: limiter('gateway.perAddress', 'address', addressBlock),
      bytesPerAddress: limiter('gateway.bytesPerAddress', 'bytes', addressBlock),
      perPartner: limiter('gateway.perPartner', 'partner'),
    },
  }
  return { limits, close: () => shared?.close() }
}

/** Keys are kept as digests: of one length whatever was typed, and Redis holds no list of who was there. */
function counted(counter: Counter, key: string, points: number) {
  return counter.add(hash('sha256', key, 'base64url').slice(0, 22), points)
}

function judged({ used, endsInMs }: { used: number; endsInMs: number }, { points }: Rate): Taken {
  return {
    allowed: used <= points,
    limit: points,
    remaining: Math.max(0, points - used),
    resetSeconds: Math.max(1, Math.ceil(endsInMs / 1000)),
  }
}
