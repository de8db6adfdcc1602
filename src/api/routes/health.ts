import { operations } from '../../domain/wire/operations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, type Route } from '../route.ts'

/** Whether the process lives, and whether it can do its work. */
export function healthRoutes({ readiness }: ApiDependencies): Route[] {
  return [
    forAnyone(operations.checkHealth, async () => ({ status: 'ok' as const })),

    forAnyone(operations.checkReadiness, async (_input, reply) => {
      const found = await readiness()
      if (!found.ready) reply.status(503)
      return found
    }),
  ]
}
