import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Action } from '../domain/roles.ts'
import { type Caller, demandAction } from '../services/caller.ts'
import type { ApiDependencies } from './dependencies.ts'
import { bearerOf } from './plugins/access-token.ts'
import { demandWithin } from './within.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** who is calling, once `demandCaller` has found out */
    caller: Caller | null
  }
}

/** Gives every request a place for its caller. */
export function useCallers(app: FastifyInstance): void {
  app.decorateRequest('caller', null)
}

/**
 * A hook that finds out who is calling, by the access token and the database as it is now, and that one of their
 * roles may do this at all. They are limited once the token is known to be theirs, before the database is asked.
 *
 * @throws ProblemError `not-signed-in`, `token-expired`, `too-many-requests`, `not-yours`
 */
export function demandCaller(
  { readCaller, limits, tokens }: Pick<ApiDependencies, 'readCaller' | 'limits' | 'tokens'>,
  action: Action,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const bearer = bearerOf(request, tokens)
    await demandWithin(reply, limits.perAccount, bearer.person)
    const caller = await readCaller(bearer)
    demandAction(caller, action)
    request.caller = caller
  }
}

/** The caller whom `demandCaller` found. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new Error('a route was reached that asks nobody who they are')
  return caller
}
