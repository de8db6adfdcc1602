import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Released } from '../services/referrals/release.ts'

/** What waits for a reader, in bytes; the few chunks that the database gave are held beside it. */
const AHEAD_BYTES = 64 * 1024

/** Streams a ciphertext, a few chunks in memory at a time. */
export function sendContent(reply: FastifyReply, content: Released) {
  return reply
    .type('application/octet-stream')
    .header('content-length', content.size)
    .header('x-content-sha256', content.sha256)
    .send(Readable.from(content.bytes, { objectMode: false, highWaterMark: AHEAD_BYTES }))
}
