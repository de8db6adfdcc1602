import type { FastifyInstance } from 'fastify'
import type { ApiLimits } from '../../services/limits.ts'
import { demandWithin } from '../within.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** whether anybody may ask as often as they like */
    unlimited?: boolean
    /** whether its answer stays open, and says nothing by how long it took */
    lasting?: boolean
  }
}

/**
 * Limits requests by the address that they come from, before anything is known of who sends them: whoever guesses at
 * addresses or tokens is limited too. Behind a proxy that the operator trusts it is the address that the proxy says.
 */
export function useRateLimits(app: FastifyInstance, { perAddress }: ApiLimits): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.unlimited) return
    await demandWithin(reply, perAddress, request.ip)
  })
}
