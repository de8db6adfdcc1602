import type { FastifyInstance } from 'fastify'
import { readReadiness } from '../../services/readiness.ts'
import type { ApiDependencies } from '../dependencies.ts'

/** Whether the process lives, and whether it can do its work. */
export function healthRoutes(app: FastifyInstance, { db }: ApiDependencies): void {
  app.get('/healthz', async () => ({ status: 'ok' }))

  app.get('/readyz', async (_request, reply) => {
    const readiness = await readReadiness(db)
    return reply.status(readiness.ready ? 200 : 503).send(readiness)
  })
}
