import type { FastifyInstance, FastifyReply } from 'fastify'

const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Nothing that the service answers may be framed, sniffed, referred to, or kept by a cache unless it says so. */
export function useSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    secured(reply).header('x-request-id', request.id)
  })
}

/** The same of an answer that no hook sees, as that to an address that cannot be read. */
export const secured = (reply: FastifyReply): FastifyReply => reply.headers(HEADERS)
