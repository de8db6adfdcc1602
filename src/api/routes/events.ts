import type { FastifyReply } from 'fastify'
import { operations } from '../../domain/wire/operations.ts'
import { demandAction } from '../../services/caller.ts'
import { eventsFor } from '../../services/events/stream.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { bearerOf } from '../plugins/access-token.ts'
import { forCaller, type Route } from '../route.ts'
import { sendEvents } from '../send-events.ts'

/** Being told at once that something has changed, for as long as one may hear it. */
export function eventRoutes({ changes, readCaller, tokens, beatMs }: ApiDependencies): Route[] {
  return [
    forCaller(operations.readEvents, async (caller, { query: { seconds } }, reply) => {
      const recheck = async () => {
        const now = await readCaller(bearerOf(reply.request, tokens))
        demandAction(now, operations.readEvents.action)
        return now
      }
      const ms = seconds === undefined ? null : Number(seconds) * 1000
      return sendEvents(reply, eventsFor(caller, { changes, recheck, ms, signal: goneOf(reply), beatMs }))
    }),
  ]
}

/** Aborts once whoever asked has gone, or has everything. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  if (raw.destroyed) gone.abort()
  raw.once('close', () => gone.abort())
  return gone.signal
}
