import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ServiceEvent } from '../domain/wire/events.ts'

/** What waits for a reader who is slow, in bytes. More is not made until they have taken it; who takes nothing is let go. */
const AHEAD_BYTES = 8 * 1024

/** How long a program that connects by itself waits before it does, in ms. */
const RETRY_MS = 5_000

/** Sends server-sent events as they come (HTML Living Standard §9.2). `null` is a sign of life. */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<ServiceEvent | null>): FastifyReply {
  return (
    reply
      .type('text/event-stream')
      // A proxy that gathers answers would keep every event until there is enough of them.
      .header('x-accel-buffering', 'no')
      .send(Readable.from(written(events), { objectMode: false, highWaterMark: AHEAD_BYTES }))
  )
}

async function* written(events: AsyncIterable<ServiceEvent | null>): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`
  for await (const one of events) {
    if (one === null) yield ':\n\n'
    else {
      const { event, ...carries } = one
      yield `event: ${event}\ndata: ${JSON.stringify(carries)}\n\n`
    }
  }
}
