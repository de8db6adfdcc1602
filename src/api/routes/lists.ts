import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { Address, Thread } from '../../domain/wire/primitives.ts'
import {
  InboxResponse,
  ReferenceResponse,
  SentResponse,
  ThreadResponse,
} from '../../domain/wire/referral-response.ts'
import { readInbox, readSent } from '../../services/referrals/lists.ts'
import { readThread, resolveReference } from '../../services/referrals/read-thread.ts'
import { callerOf } from '../caller-of.ts'
import type { ApiDependencies } from '../dependencies.ts'

const PageQuery = Type.Object(
  {
    mailbox: Type.Optional(Address),
    cursor: Type.Optional(Type.String({ maxLength: 20 })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]?|1[0-9]{2}|200)$' })),
  },
  { additionalProperties: false },
)
const ThreadParams = Type.Object({ thread: Thread })
const ReferenceParams = Type.Object({ reference: Type.String({ maxLength: 40 }) })
const DEFAULT_LIMIT = 50

/** Inbox, sent, threads, references: newest first, by cursor. */
export function listRoutes(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { db } = dependencies

  app.get<{ Querystring: Static<typeof PageQuery> }>(
    '/inbox',
    { schema: { querystring: PageQuery, response: { 200: InboxResponse } } },
    async (request) => readInbox(db, await callerOf(request, dependencies), pageOf(request.query)),
  )

  app.get<{ Querystring: Static<typeof PageQuery> }>(
    '/sent',
    { schema: { querystring: PageQuery, response: { 200: SentResponse } } },
    async (request) => readSent(db, await callerOf(request, dependencies), pageOf(request.query)),
  )

  app.get<{ Params: Static<typeof ThreadParams> }>(
    '/threads/:thread',
    { schema: { params: ThreadParams, response: { 200: ThreadResponse } } },
    async (request) => readThread(dependencies, await callerOf(request, dependencies), request.params.thread),
  )

  app.get<{ Params: Static<typeof ReferenceParams> }>(
    '/references/:reference',
    { schema: { params: ReferenceParams, response: { 200: ReferenceResponse } } },
    async (request) => resolveReference(db, await callerOf(request, dependencies), request.params.reference),
  )
}

function pageOf({ mailbox, cursor, limit }: Static<typeof PageQuery>) {
  return { mailbox, cursor, limit: limit === undefined ? DEFAULT_LIMIT : Number(limit) }
}
