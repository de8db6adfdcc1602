import type { FastifyInstance } from 'fastify'

/** What the browser client asks of the service, wherever the client comes from. Everything else is for this origin alone. */
const FOR_CLIENTS = /^\/(?:api|log|trust)\//
/** How long a browser may remember that it may ask; none remembers longer than two hours. */
const REMEMBERED_SECONDS = 7_200

/**
 * Lets pages of the origins that the operator has named read the answers of the API (CORS, WHATWG Fetch §3.3), and nobody else's. Callers
 * show a token in a header that no browser sends by itself; there are no cookies, and credentials are never allowed.
 *
 * @returns what answers their preflights; to be used where requests have been counted as connections
 */
export function useCrossOrigin(
  app: FastifyInstance,
  { origin: own, allowed }: { origin: string; allowed: readonly string[] },
): () => void {
  if (allowed.length === 0) return () => undefined
  const origins = new Set(allowed)
  app.addHook('onRequest', async ({ url, headers: { origin } }, reply) => {
    if (!FOR_CLIENTS.test(url)) return
    // Also where there is no such header: what a cache keeps of it is not for a page of another origin.
    reply.header('vary', 'origin')
    if (origin === undefined || origin === own || !origins.has(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', 'retry-after')
  })
  return () =>
    app.addHook('onRequest', async ({ method, url, headers }, reply) => {
      const { origin, 'access-control-request-method': wanted } = headers
      if (method !== 'OPTIONS' || wanted === undefined || origin === undefined) return
      if (!FOR_CLIENTS.test(url) || !origins.has(origin)) return
      return reply
        .status(204)
        .headers({
          'access-control-allow-methods': 'GET, POST, PUT, DELETE',
          'access-control-allow-headers': 'authorization, content-type',
          'access-control-max-age': String(REMEMBERED_SECONDS),
        })
        .send()
    })
}
