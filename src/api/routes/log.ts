import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { problem } from '../../domain/problems.ts'
import { LogRecordsResponse } from '../../domain/wire/log-response.ts'
import { readRecords } from '../../services/log/read-records.ts'
import { readCheckpoint, readTilePath } from '../../services/log/read-tiles.ts'
import { callerOf } from '../caller-of.ts'
import type { ApiDependencies } from '../dependencies.ts'

const RecordsQuery = Type.Object(
  { start: Type.Optional(Type.String({ pattern: '^(0|[1-9][0-9]{0,17})$' })) },
  { additionalProperties: false },
)

/**
 * The log as C2SP tlog-tiles lays it out. It is open to everybody: entries are salted digests. What a caller
 * may open of it (salt and record) needs signing in.
 */
export function logRoutes(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { db } = dependencies

  app.get('/log/checkpoint', async (_request, reply) => {
    const note = await readCheckpoint(db)
    if (note === undefined) throw problem('not-found', 'The log has no checkpoint yet.')
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=1').send(note)
  })

  app.get<{ Params: { '*': string } }>('/log/tile/*', async (request, reply) => {
    const bytes = await readTilePath(db, `tile/${request.params['*']}`)
    if (!bytes) throw problem('not-found', 'The log has no such tile.')
    return reply
      .type('application/octet-stream')
      .header('cache-control', 'public, max-age=604800, immutable')
      .send(Buffer.from(bytes))
  })

  app.get<{ Querystring: Static<typeof RecordsQuery> }>(
    '/api/v1/log/records',
    { schema: { querystring: RecordsQuery, response: { 200: LogRecordsResponse } } },
    async (request) => {
      const caller = await callerOf(request, dependencies)
      return readRecords(db, caller, BigInt(request.query.start ?? '0'))
    },
  )
}
