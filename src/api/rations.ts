import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../domain/problems.ts'
import type { Operation, Ration } from '../domain/wire/operations/operation.ts'
import type { ApiLimits } from '../services/limits.ts'
import { CONTENT_LIMIT } from '../services/referrals/accept.ts'
import { callerOf } from './caller.ts'
import { createPlaces, type Places } from './places.ts'
import { demandWithin, refuse } from './within.ts'

/** How many submissions may be under way at once, each with up to half a mebibyte in memory and 25 MiB on disk. */
const UPLOADS = { perAccount: 64, inAll: 128 }
/** How many readings of sealed content, each with up to a mebibyte and a quarter in memory. */
const CONTENTS = { perAccount: 16, inAll: 40 }
/** How many sealed drafts, each with all of its up to 25 MiB in memory. */
const DRAFTS = { perAccount: 2, inAll: 6 }
/** How many changes of keys, each with its up to 8 MiB in memory, and again as what it says. */
const KEYS = { perAccount: 2, inAll: 4 }
/** How many pages of lists whose counting takes the database a while. */
const LISTS = { perAccount: 2, inAll: 12 }
/** How many exports, each with a page of rows in memory, and a reader who may be slow. */
const EXPORTS = { perAccount: 3, inAll: 24 }
/**
 * How many streams of events, each with a connection and a few hundred octets. A person has one in each window that is in sight: with
 * more than a few a browser would have no connection left to ask anything over.
 */
const EVENTS = { perAccount: 5, inAll: 2_000 }
/** When to come again for a place that somebody else has. */
const CONTENT_SECONDS = 1
const EXPORT_SECONDS = 30
/** What a form has beside its content. */
const FORM_BYTES = 128 * 1024

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>
export type Rations = Readonly<Record<Ration, readonly Hook[]>>

/**
 * What each ration demands of a request: after it is known who is calling, where that is to be known, and before
 * anything that they sent is read.
 */
export function createRations(limits: ApiLimits): Rations {
  const uploads = createPlaces(UPLOADS)
  const contents = createPlaces(CONTENTS)
  const drafts = createPlaces(DRAFTS)
  const keys = createPlaces(KEYS)
  const lists = createPlaces(LISTS)
  const exports = createPlaces(EXPORTS)
  const events = createPlaces(EVENTS)
  return {
    none: [],
    'sign-in': [async (request, reply) => demandWithin(reply, limits.signIns, request.ip)],
    submission: [
      async (request, reply) => {
        const { personId } = callerOf(request)
        await demandWithin(reply, limits.submissions, personId)
        await demandWithin(reply, limits.submittedBytes, personId, {
          points: announcedBytes(request),
          unit: 'content-bytes',
        })
        takePlace(uploads, personId, reply, CONTENT_SECONDS)
      },
    ],
    draft: [async (request, reply) => takePlace(drafts, callerOf(request).personId, reply, CONTENT_SECONDS)],
    keys: [async (request, reply) => takePlace(keys, callerOf(request).personId, reply, CONTENT_SECONDS)],
    content: [
      async (request, reply) => takePlace(contents, callerOf(request).personId, reply, CONTENT_SECONDS),
    ],
    list: [async (request, reply) => takePlace(lists, callerOf(request).personId, reply, CONTENT_SECONDS)],
    export: [async (request, reply) => takePlace(exports, callerOf(request).personId, reply, EXPORT_SECONDS)],
    events: [async (request, reply) => takePlace(events, callerOf(request).personId, reply, EXPORT_SECONDS)],
  }
}

/** The hooks of an operation's own ration. */
export function rationOf(rations: Rations, { ration }: Operation): Hook[] {
  return ration === undefined ? [] : [...rations[ration]]
}

/** A place until the answer has gone out, or its reader has. */
function takePlace(places: Places, account: string, reply: FastifyReply, afterSeconds: number): void {
  const giveBack = places.take(account)
  if (giveBack === 'account') {
    refuse(
      reply,
      afterSeconds,
      'You have as many of these under way as one account may; wait for one to end.',
    )
  }
  if (giveBack === 'all') {
    reply.header('retry-after', String(afterSeconds))
    throw problem('unavailable', 'The service has as many of these under way as it can; try again soon.')
  }
  // Who has gone already will not go again.
  if (reply.raw.destroyed) giveBack()
  else reply.raw.once('close', giveBack)
}

/** What a request says that it will send; the most that it could, when it does not say. */
function announcedBytes({ headers }: FastifyRequest): number {
  const most = CONTENT_LIMIT + FORM_BYTES
  const said = Number(headers['content-length'] ?? most)
  return Math.min(Math.max(1, said), most)
}
