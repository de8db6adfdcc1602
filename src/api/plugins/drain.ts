import type { FastifyInstance } from 'fastify'

/**
 * Reads away what is left of a request that was answered before it was read whole (a referral refused by its
 * manifest, or for its size). Node does so only for a body that nobody began to read; a form that was given up half
 * way would leave its rest on the connection, and the client's next request behind it, unanswered. What a stranger
 * can make us read away is bounded by the time that a request may take.
 */
export function useDrain(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.readableEnded || raw.destroyed) return
    raw.unpipe()
    raw.resume()
  })
}
