import type { FastifyInstance } from 'fastify'
import type { ApiMetrics } from '../../services/metrics.ts'

/**
 * Counts every answer, and how long it took, by method, route pattern and status; but not the streams of events, which last for as long
 * as somebody listens.
 */
export function useMeasuring(app: FastifyInstance, metrics: ApiMetrics): void {
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    if (routeOptions.config.lasting && reply.statusCode === 200) return
    metrics.answered({
      method,
      route: routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    })
  })
}
