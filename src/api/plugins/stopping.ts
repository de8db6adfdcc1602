import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { problem } from '../../domain/problems.ts'

/** When to come again: another process, or this one anew, is there by then. */
const COME_AGAIN_SECONDS = 5

/**
 * A stop that finishes what is in hand. From then on no connection is taken; what still comes over one that stands is
 * answered with 503 `unavailable`, and the connection closed; requests that were begun are answered, for at most
 * `graceMs`, after which their connections end: whoever had no answer sends the same again. A connection over which nothing has come yet
 * is closed at once: Node does not count it as idle, and programs that gave up a stream keep such ones at hand.
 */
export function useStopping(app: FastifyInstance, { graceMs }: { graceMs: number }): void {
  let stopping = false
  let deadline: NodeJS.Timeout | undefined
  const unused = new Set<Socket>()
  app.server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))
  app.addHook('preClose', async () => {
    stopping = true
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy()
    deadline = setTimeout(() => app.server.closeAllConnections(), graceMs)
  })
  app.addHook('onClose', async () => clearTimeout(deadline))
  app.addHook('onRequest', async (request, reply) => {
    if (!stopping || request.routeOptions.config.unlimited) return
    reply.header('retry-after', String(COME_AGAIN_SECONDS))
    throw problem('unavailable', 'The service is stopping; send the same again in a few seconds.')
  })
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async () => {
    // An answer that had begun before the stop keeps its connection, which is idle only after this hook.
    if (stopping) setImmediate(() => app.server.closeIdleConnections())
  })
}
