import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Released } from '../services/referrals/release.ts'

/** Streams a ciphertext, a few chunks in memory at a time. */
export function sendContent(reply: FastifyReply, content: Released) {
  return reply
    .type('application/octet-stream')
    .header('content-length', content.size)
    .header('x-content-sha256', content.sha256)
    .send(Readable.from(content.bytes))
}
