import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Action } from '../domain/roles.ts'
import { type Caller, demandAction, readCaller } from '../services/caller.ts'
import type { ApiDependencies } from './dependencies.ts'
import { personOf } from './plugins/access-token.ts'

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
 * roles may do this at all.
 *
 * @throws ProblemError `not-signed-in`, `token-expired`, `not-yours`
 */
export function demandCaller({ db }: Pick<ApiDependencies, 'db'>, action: Action) {
  return async (request: FastifyRequest): Promise<void> => {
    const caller = await readCaller(db, await personOf(request))
    demandAction(caller, action)
    request.caller = caller
  }
}

/** The caller whom `demandCaller` found. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new Error('a route was reached that asks nobody who they are')
  return caller
}
