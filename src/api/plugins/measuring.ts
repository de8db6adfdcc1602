import type { FastifyInstance } from 'fastify'
import type { ApiMetrics } from '../../services/metrics.ts'

/** Counts every answer, and how long it took, by method, route pattern and status. */
export function useMeasuring(app: FastifyInstance, metrics: ApiMetrics): void {
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    metrics.answered({
      method,
      route: routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    })
  })
}
