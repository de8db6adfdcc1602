import { problem } from '../../domain/problems.ts'
import { operations } from '../../domain/wire/operations.ts'
import { readRecords } from '../../services/log/read-records.ts'
import { disclosureTree, readShownCheckpoint, readTilePath } from '../../services/log/read-tiles.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, forCaller, type Route } from '../route.ts'
import { sendTile } from '../send-tile.ts'

/**
 * The log as C2SP tlog-tiles lays it out. It is open to everybody: entries are salted digests. What a caller
 * may open of it (salt and record) needs signing in.
 */
export function logRoutes(dependencies: ApiDependencies): Route[] {
  const { db } = dependencies
  return [
    forAnyone(operations.readCheckpoint, async (_input, reply) => {
      const note = await readShownCheckpoint(db)
      if (note === undefined) throw problem('not-found', 'The log has no checkpoint yet.')
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=1').send(note)
    }),

    forAnyone(operations.readTile, async ({ params }, reply) => {
      return sendTile(reply, await readTilePath(disclosureTree(db), `tile/${params.path}`))
    }),

    forCaller(operations.readLogRecords, async (caller, { query: { start = '0', end } }) =>
      readRecords(dependencies, caller, BigInt(start), end === undefined ? undefined : BigInt(end)),
    ),
  ]
}
