import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Released } from '../services/referrals/release.ts'

/** What waits for a reader, in bytes; the few chunks that the database gave are held beside it. */
const AHEAD_BYTES = 64 * 1024

/**
 * Streams a ciphertext, a few chunks in memory at a time.
 *
 * @param tidy is told of every so many bytes that have gone through buffers which nobody needs any more
 */
export function sendContent(reply: FastifyReply, content: Released, tidy: (bytes: number) => void) {
  async function* pieces() {
    for await (const piece of content.bytes) {
      yield piece
      tidy(piece.byteLength)
    }
  }
  return reply
    .type('application/octet-stream')
    .header('content-length', content.size)
    .header('x-content-sha256', content.sha256)
    .send(Readable.from(pieces(), { objectMode: false, highWaterMark: AHEAD_BYTES }))
}
