import { readdir } from 'node:fs/promises'
import { type MetricsAccess, metricsAccess } from '../api/metrics-access.ts'
import type { Config } from '../config.ts'
import { dayOf } from '../domain/day.ts'
import type { Readiness } from '../domain/wire/service-response.ts'
import type { Db } from '../services/db.ts'
import { readIndicators } from '../services/indicators.ts'
import { databaseCheck, migrationsCheck } from '../services/readiness/database.ts'
import { logCheck } from '../services/readiness/log.ts'
import { createReadiness, failed, fine, type ReadinessCheck } from '../services/readiness.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { MIGRATIONS } from './migrations.ts'
import { ownVersion } from './own-version.ts'
import { diskCheck, queueCheck } from './status/checks.ts'

/** What a process says of itself to whoever watches it. */
export type Status = {
  readiness: () => Promise<Readiness>
  metrics: Metrics
  metricsAccess: MetricsAccess
  /** Adds a part of this process to what is looked at. */
  watch(check: ReadinessCheck): void
  /** The start is done. */
  began(): void
  /** The stop has begun: from now on it is not ready, while it finishes what is in hand. */
  ending(): void
}

/** Makes the status of a process, which is not ready before `began`. Nothing is looked at before somebody asks. */
export async function createStatus({
  config,
  role,
  db,
  clock,
}: {
  config: Config
  role: string
  db: Db
  clock: () => Date
}): Promise<Status> {
  const migrations = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort()
  let phase = failed('It is starting.')
  const checks: ReadinessCheck[] = [
    { name: 'process', look: async () => phase },
    databaseCheck(db),
    migrationsCheck(
      db,
      migrations.map((name) => name.slice(0, -'.sql'.length)),
    ),
    logCheck(db, { sequencing: role === 'all' || role === 'sequencer' }),
    diskCheck(config.dataDir),
    ...(config.redisUrl === null ? [] : [queueCheck(config.redisUrl)]),
  ]
  return {
    readiness: createReadiness(() => checks),
    metrics: createMetrics({
      version: await ownVersion(),
      role,
      indicators: () => readIndicators(db, dayOf(clock())),
      databaseAnswers: async () => (await databaseCheck(db).look()).state === 'ok',
    }),
    metricsAccess: metricsAccess({ token: config.metricsToken, trustedProxies: config.trustedProxies }),
    watch: (check) => void checks.push(check),
    began() {
      phase = fine('It runs.')
    },
    ending() {
      phase = failed('It is stopping, and finishes what is in hand.')
    },
  }
}
