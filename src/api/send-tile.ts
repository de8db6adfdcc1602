import type { FastifyReply } from 'fastify'
import { problem } from '../domain/problems.ts'

/**
 * Sends a tile of a log, or a bundle of its entries. What was published once never changes, so caches may keep it.
 *
 * @throws ProblemError `not-found` when there is none
 */
export function sendTile(reply: FastifyReply, bytes: Uint8Array | null) {
  if (!bytes) throw problem('not-found', 'The log has no such tile.')
  return reply
    .type('application/octet-stream')
    .header('cache-control', 'public, max-age=604800, immutable')
    .send(Buffer.from(bytes))
}
