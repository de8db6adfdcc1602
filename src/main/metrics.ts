import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SmtpStep } from '../mail/gateway/listen.ts'
import type { RelayResult } from '../mail/gateway/relay.ts'
import type { Indicators } from '../services/indicators.ts'
import type { ApiMetrics, MetricsPage } from '../services/metrics.ts'
import { indicatorGauges } from './metrics/indicator-gauges.ts'

/** What a process counts, and the page that shows it. No label ever holds what somebody else chose. */
export type Metrics = ApiMetrics & {
  /** An answer of the gateway to a connection, a sender, a recipient or a message. */
  smtpAnswered(step: SmtpStep, code: number): void
  /** An attempt to hand a message to a partner's server. */
  relayed(outcome: RelayResult['outcome'], seconds: number): void
}

/** Seconds: a page of a list, a submission that waits for the log, one that comes over a slow line. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]
const RELAY_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90]

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])

/**
 * Makes the metrics of one process.
 *
 * @param indicators reads the database; when it fails, the page has none of them
 * @param databaseAnswers whether it does, which the page says
 */
export function createMetrics({
  version,
  role,
  indicators,
  databaseAnswers,
}: {
  version: string
  role: string
  indicators: () => Promise<Indicators>
  databaseAnswers: () => Promise<boolean>
}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'despatch_info',
    help: 'Version and role of this process; always 1.',
    labelNames: ['version', 'role'],
    registers,
  }).set({ version, role }, 1)
  const requests = new Histogram({
    name: 'despatch_http_request_duration_seconds',
    help: 'HTTP requests answered, by method, route pattern and class of status.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers,
  })
  const smtp = new Counter({
    name: 'despatch_smtp_answers_total',
    help: 'Answers of the mail gateway to connections, senders, recipients and messages, by class of code.',
    labelNames: ['step', 'class'],
    registers,
  })
  const relays = new Histogram({
    name: 'despatch_relay_attempt_duration_seconds',
    help: "Attempts to hand a message to a partner's mail server, by outcome.",
    labelNames: ['outcome'],
    buckets: RELAY_BUCKETS,
    registers,
  })
  const database = new Gauge({
    name: 'despatch_database_up',
    help: 'Whether the database answered for this page; without it, and when they take too long, the indicators are left out.',
    registers,
  })
  const gauges = indicatorGauges(registers)

  async function read(): Promise<MetricsPage> {
    const [found, answers] = await Promise.all([indicators().catch(() => null), databaseAnswers()])
    database.set(answers ? 1 : 0)
    gauges.show(found)
    return { contentType: registry.contentType, text: await registry.metrics() }
  }

  let reading: Promise<MetricsPage> | null = null
  return {
    answered({ method, route, status, seconds }) {
      const labels = { method: METHODS.has(method) ? method : 'other', route, status: classOf(status) }
      requests.observe(labels, seconds)
    },
    smtpAnswered: (step, code) => smtp.inc({ step, class: classOf(code) }),
    relayed: (outcome, seconds) => relays.observe({ outcome }, seconds),
    // Many who ask at once are given the same page.
    page() {
      reading ??= read().finally(() => {
        reading = null
      })
      return reading
    },
  }
}

const classOf = (code: number): string =>
  code >= 100 && code < 600 ? `${Math.floor(code / 100)}xx` : 'other'
