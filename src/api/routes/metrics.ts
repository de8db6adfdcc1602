import { problem } from '../../domain/problems.ts'
import { operations } from '../../domain/wire/operations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, type Route } from '../route.ts'

/** The metrics, for whoever watches the service; to everybody else there is nothing here. */
export function metricsRoutes({ metrics, metricsAccess }: ApiDependencies): Route[] {
  return [
    forAnyone(operations.readMetrics, async (_input, reply) => {
      if (!metricsAccess(reply.request.raw)) throw problem('not-found')
      const { contentType, text } = await metrics.page()
      return reply.type(contentType).send(text)
    }),
  ]
}
