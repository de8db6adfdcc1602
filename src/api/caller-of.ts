import type { FastifyRequest } from 'fastify'
import { type Caller, readCaller } from '../services/caller.ts'
import type { ApiDependencies } from './dependencies.ts'
import { personOf } from './plugins/access-token.ts'

/** Who is calling, by the request's access token and the database as it is now. */
export async function callerOf(request: FastifyRequest, { db }: ApiDependencies): Promise<Caller> {
  return readCaller(db, await personOf(request))
}
